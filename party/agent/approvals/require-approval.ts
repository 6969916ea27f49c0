import { createHash } from 'node:crypto';
import type { Approval, AskKind } from '../../../shared/approvals.ts';
import { TandemError } from '../../../shared/errors.ts';
import { agentLimits } from '../../../shared/limits.ts';
import type { ToolName } from '../../../shared/tools.ts';
import { assertNotStopped } from '../edits/not-stopped.ts';
import type { CallKey } from '../storage/tool-call-journal.ts';
import type { Approvals } from './approvals.ts';

/** What a call would do, as people are shown it. */
interface Preview {
  path: string;
  /** The kinds that it is of, each for these paths; the first that the room wants to be asked about is asked. Without it, the action's first. */
  as?: readonly { kind: AskKind; path: string }[];
  request?: string | undefined;
  diff?: string | undefined;
  note?: string | undefined;
  /** What is allowed by a yes, beside the call. Another target is another thing to ask. */
  target: string;
}

/** A call that the room may want to be asked about. */
export interface ProposedAction {
  tool: ToolName;
  /** What it may turn out to be, when one looks. */
  kinds: readonly [AskKind, ...AskKind[]];
  input: object;
  /** Of a fetch. @throws TandemError when there is none */
  readonly host?: string;
  /** How it looks now; undefined when it does nothing. @throws TandemError when it can't be done: then nobody is asked. */
  preview: () => Preview | undefined | Promise<Preview | undefined>;
}

/** Does one thing more within a call, as {@link withApproval}. */
export type AskMore = <T>(action: ProposedAction, work: () => Promise<T>) => Promise<T>;

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
export async function withApproval<T>(
  given: ApprovalContext,
  key: CallKey,
  action: ProposedAction | undefined,
  work: (more: AskMore) => Promise<T>,
): Promise<T> {
  const { approvals, signal } = given;
  const ask: AskMore = async (asked, then) => {
    assertNotStopped(signal);
    await awaitApproval(given, key, asked);
    assertNotStopped(signal);
    return then();
  };
  const needs = ({ kinds, host }: ProposedAction): boolean =>
    kinds.some((kind) => approvals.isRequired(kind, host));
  // What is asked for within it is in the same turn of questions: a second one would wait for itself.
  if (action && needs(action)) return approvals.questions.run(() => ask(action, () => work(ask)));
  return work((asked, then) => (needs(asked) ? approvals.questions.run(() => ask(asked, then)) : then()));
}

async function awaitApproval(
  { approvals, signal, onWaiting }: ApprovalContext,
  key: CallKey,
  action: ProposedAction,
): Promise<void> {
  const { tool } = action;
  let changed = false;
  for (;;) {
    const preview = await action.preview();
    if (!preview) return;
    const kinds = preview.as ?? [{ kind: action.kinds[0], path: preview.path }];
    const asked = kinds.find(({ kind }) => approvals.isRequired(kind, action.host));
    if (!asked) return;
    assertShowable(preview);
    const { target, request, diff, note } = preview;
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
    const now = (await action.preview())?.target;
    if (now !== undefined && approvals.consume(approval.id, hashOf(action, now))) return;
    changed = true;
  }
}

/** Nobody can allow what they cannot see all of. @throws TandemError `too_large` */
function assertShowable({ request = '', diff = '', note = '' }: Preview): void {
  if (request.length + diff.length + note.length <= agentLimits.maxQuestionLength) return;
  throw new TandemError(
    'too_large',
    'This room wants to be asked before this, and it is too much to be shown whole. Do it in smaller steps.',
  );
}

const hashOf = ({ tool, input }: ProposedAction, target: string): string =>
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
