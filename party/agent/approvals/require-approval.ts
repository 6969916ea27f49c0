import { createHash } from 'node:crypto';
import type { Approval, AskKind } from '../../../shared/approvals.ts';
import { TandemError } from '../../../shared/errors.ts';
import { agentLimits } from '../../../shared/limits.ts';
import type { ToolName } from '../../../shared/tools.ts';
import { assertNotStopped } from '../edits/not-stopped.ts';
import type { CallKey } from '../storage/tool-call-journal.ts';
import type { Approvals } from './approvals.ts';

/** What people are shown of a call. */
interface Shown {
  path: string;
  /**
   * The kinds of change that the call makes, with their paths; the first that needs approval is asked about. Defaults to
   * the action's first kind.
   */
  approvals?: readonly { kind: AskKind; path: string }[];
  request?: string | undefined;
  diff?: string | undefined;
  note?: string | undefined;
  /** What approval covers, beside the call itself. Another target is another question. */
  target: string;
}

interface Preview<Basis> {
  /** Absent when the call would do nothing that needs approval. */
  shown?: Shown;
  /** What the preview is based on: once allowed, the work uses exactly this. */
  basis: Basis;
}

/** A call that may need approval. */
export interface ProposedAction<Basis = undefined> {
  tool: ToolName;
  /** The kinds that its preview may turn out to be. */
  kinds: readonly [AskKind, ...AskKind[]];
  input: object;
  /** The host of a fetch. @throws TandemError when the URL has none */
  readonly host?: string;
  /** What the call would do now. @throws TandemError when it is impossible: then nobody is asked */
  preview: () => Preview<Basis> | Promise<Preview<Basis>>;
}

/** Like {@link withApproval}, for a further action within a call. `basis` is undefined where no approval is needed. */
export type AskMore = <T, Basis>(
  action: ProposedAction<Basis>,
  work: (basis: Basis | undefined) => Promise<T>,
) => Promise<T>;

export interface ApprovalContext {
  approvals: Pick<Approvals, 'isRequired' | 'ask' | 'consume' | 'questions'>;
  signal: AbortSignal;
  /** Called when a wait for people begins. @returns a function to call when it ends */
  onWaiting: () => () => void;
}

/**
 * Does the work of a call: at once where no approval is needed, otherwise once it is granted. If the target has changed
 * by then, people are asked again.
 * @throws TandemError `forbidden` when it was denied or nobody answered, `stopped` when the turn was stopped
 */
export async function withApproval<T, Basis>(
  given: ApprovalContext,
  key: CallKey,
  action: ProposedAction<Basis> | undefined,
  work: (basis: Basis | undefined, more: AskMore) => Promise<T>,
): Promise<T> {
  const { approvals, signal } = given;
  const ask: AskMore = async (asked, then) => {
    assertNotStopped(signal);
    const basis = await awaitApproval(given, key, asked);
    assertNotStopped(signal);
    return then(basis);
  };
  const isRequired = ({ kinds, host }: Pick<ProposedAction, 'kinds' | 'host'>): boolean =>
    kinds.some((kind) => approvals.isRequired(kind, host));
  // `work` asks within the same lock: taking it a second time would deadlock.
  if (action && isRequired(action))
    return approvals.questions.run(() => ask(action, (basis) => work(basis, ask)));
  return work(undefined, (asked, then) =>
    isRequired(asked) ? approvals.questions.run(() => ask(asked, then)) : then(undefined),
  );
}

/** Waits until the action is allowed. @returns the basis that was allowed, or that needs no approval */
async function awaitApproval<Basis>(
  { approvals, signal, onWaiting }: ApprovalContext,
  key: CallKey,
  action: ProposedAction<Basis>,
): Promise<Basis> {
  const { tool } = action;
  let changed = false;
  for (;;) {
    const { shown, basis } = await action.preview();
    if (!shown) return basis;
    const kinds = shown.approvals ?? [{ kind: action.kinds[0], path: shown.path }];
    const asked = kinds.find(({ kind }) => approvals.isRequired(kind, action.host));
    if (!asked) return basis;
    assertShowable(shown);
    const { target, request, diff, note } = shown;
    const notes = [changed ? 'It changed since it was allowed, so this is asked again.' : undefined, note];
    const text = notes.filter((each) => each !== undefined).join(' ');
    const question = {
      key,
      hash: hashOf(action, target),
      tool,
      ...asked,
      ...(request === undefined ? {} : { request }),
      ...(diff === undefined ? {} : { diff }),
      ...(text === '' ? {} : { note: text }),
    };
    const endWait = onWaiting();
    const approval = await approvals.ask(question, signal).finally(endWait);
    if (approval.state !== 'allowed') throw refusal(approval);
    const now = await action.preview();
    if (now.shown && approvals.consume(approval.id, hashOf(action, now.shown.target))) return now.basis;
    changed = true;
  }
}

/** Nobody can allow what they cannot see in full. @throws TandemError `too_large` */
function assertShowable({ request = '', diff = '', note = '' }: Shown): void {
  if (request.length + diff.length + note.length <= agentLimits.maxQuestionLength) return;
  throw new TandemError(
    'too_large',
    'This needs approval in this room, and it is too long to be shown in full. Do it in smaller steps.',
  );
}

const hashOf = ({ tool, input }: Pick<ProposedAction, 'tool' | 'input'>, target: string): string =>
  createHash('sha256')
    .update(JSON.stringify([tool, input, target]))
    .digest('hex');

function refusal({ state, by, reason, at, until }: Approval): TandemError {
  if (state === 'denied') {
    const why = reason === undefined ? '' : ` The reason: ${reason}`;
    return new TandemError('forbidden', `Denied by ${by?.name ?? 'someone'}.${why}`);
  }
  if (state === 'expired') {
    const seconds = Math.round((until - at) / 1000);
    return new TandemError('forbidden', `Nobody answered within ${seconds} s, so this was not done.`);
  }
  return new TandemError('stopped', 'The turn was stopped before anyone answered; this was not done.');
}
