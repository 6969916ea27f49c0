import { createHash } from 'node:crypto';
import type { Approval, AskKind } from '../../../shared/approvals.ts';
import { TandemError } from '../../../shared/errors.ts';
import { agentLimits } from '../../../shared/limits.ts';
import type { ToolName } from '../../../shared/tools.ts';
import { assertNotStopped } from '../edits/not-stopped.ts';
import type { CallKey } from '../storage/tool-call-journal.ts';
import type { Approvals } from './approvals.ts';

/** What a call would do, as people are shown it. */
interface Shown {
  path: string;
  /**
   * The kinds that it is of, each for these paths; the first that the room wants to be asked about is asked. Without it,
   * the action's first.
   */
  as?: readonly { kind: AskKind; path: string }[];
  request?: string | undefined;
  diff?: string | undefined;
  note?: string | undefined;
  /** What a yes allows, beside the call. Another target is another question. */
  target: string;
}

interface Preview<Basis> {
  /** Absent when the call does nothing that people could be asked about. */
  shown?: Shown;
  /** What was looked at: once it is allowed, the work is done with exactly this. */
  basis: Basis;
}

/** A call that the room may want to be asked about. */
export interface ProposedAction<Basis = undefined> {
  tool: ToolName;
  /** What its preview may turn out to be. */
  kinds: readonly [AskKind, ...AskKind[]];
  input: object;
  /** Of a fetch. @throws TandemError when there is none */
  readonly host?: string;
  /** What it would do now. @throws TandemError when it can't be done: then nobody is asked. */
  preview: () => Preview<Basis> | Promise<Preview<Basis>>;
}

/** Does one thing more within a call, as {@link withApproval}. `basis` is undefined where nobody wants to be asked. */
export type AskMore = <T, Basis>(
  action: ProposedAction<Basis>,
  work: (basis: Basis | undefined) => Promise<T>,
) => Promise<T>;

export interface ApprovalContext {
  approvals: Pick<Approvals, 'isRequired' | 'ask' | 'consume' | 'questions'>;
  signal: AbortSignal;
  /** Called as a wait for people begins; what it returns as it ends. */
  onWaiting: () => () => void;
}

/**
 * Does the work of a call: at once where the room does not want to be asked, else when it is allowed. When what it was
 * allowed for has changed by then, it is asked anew.
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
  // What is asked for within it is in the same turn of questions: a second one would wait for itself.
  if (action && isRequired(action))
    return approvals.questions.run(() => ask(action, (basis) => work(basis, ask)));
  return work(undefined, (asked, then) =>
    isRequired(asked) ? approvals.questions.run(() => ask(asked, then)) : then(undefined),
  );
}

/** @returns what was allowed, or needs no yes */
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
    const kinds = shown.as ?? [{ kind: action.kinds[0], path: shown.path }];
    const asked = kinds.find(({ kind }) => approvals.isRequired(kind, action.host));
    if (!asked) return basis;
    assertShowable(shown);
    const { target, request, diff, note } = shown;
    const notes = [changed ? 'It changed since it was allowed, so this is asked again.' : undefined, note];
    const said = notes.filter((each) => each !== undefined).join(' ');
    const question = {
      key,
      hash: hashOf(action, target),
      tool,
      ...asked,
      ...(request === undefined ? {} : { request }),
      ...(diff === undefined ? {} : { diff }),
      ...(said === '' ? {} : { note: said }),
    };
    const over = onWaiting();
    const approval = await approvals.ask(question, signal).finally(over);
    if (approval.state !== 'allowed') throw refusal(approval);
    const now = await action.preview();
    if (now.shown && approvals.consume(approval.id, hashOf(action, now.shown.target))) return now.basis;
    changed = true;
  }
}

/** Nobody can allow what they cannot see all of. @throws TandemError `too_large` */
function assertShowable({ request = '', diff = '', note = '' }: Shown): void {
  if (request.length + diff.length + note.length <= agentLimits.maxQuestionLength) return;
  throw new TandemError(
    'too_large',
    'This room wants to be asked before this, and it is too much to be shown whole. Do it in smaller steps.',
  );
}

const hashOf = ({ tool, input }: Pick<ProposedAction, 'tool' | 'input'>, target: string): string =>
  createHash('sha256')
    .update(JSON.stringify([tool, input, target]))
    .digest('hex');

function refusal({ state, by, reason, at, until }: Approval): TandemError {
  if (state === 'denied') {
    const why = reason === undefined ? '' : ` The reason: ${reason}`;
    return new TandemError('forbidden', `${by?.name ?? 'Someone'} denied this; it was not done.${why}`);
  }
  if (state === 'expired') {
    const seconds = Math.round((until - at) / 1000);
    return new TandemError('forbidden', `Nobody answered within ${seconds} s, so this was not done.`);
  }
  return new TandemError('stopped', 'The turn was stopped before anyone answered; this was not done.');
}
