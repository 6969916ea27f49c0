import { createHash } from 'node:crypto';
import type { Approval, AskKind } from '../../../shared/approvals.ts';
import { TandemError } from '../../../shared/errors.ts';
import type { ToolName } from '../../../shared/tools.ts';
import type { CallKey } from '../tool-calls.ts';
import type { Approvals } from './approvals.ts';

/** What a call would do, as people are shown it. */
export interface Prospect {
  path: string;
  request?: string | undefined;
  diff?: string | undefined;
  note?: string | undefined;
  /** The text that it would be done to. Another text is another thing to ask. */
  target: string;
}

/** A call that the room may want to be asked about. */
export interface Deed {
  tool: ToolName;
  kind: AskKind;
  input: object;
  /** Of a fetch. @throws TandemError when there is none */
  readonly host?: string;
  /** How it looks now; undefined when it does nothing. @throws TandemError when it can't be done: then nobody is asked. */
  look: () => Prospect | undefined | Promise<Prospect | undefined>;
  /** What it would be done to now, where that is told without a look. */
  target?: () => string;
}

export interface Pass {
  approvals: Pick<Approvals, 'needs' | 'ask' | 'use' | 'oneByOne'>;
  signal: AbortSignal;
  /** Resolves when the call is on disk, so that a kill finds it beside its question. */
  kept: () => Promise<void>;
  /** Called as a wait for people begins; what it returns as it ends. */
  onWaiting: () => () => void;
}

/**
 * Does the work of a call: at once where the room does not want to be asked, else when it is allowed. When what it was
 * allowed for has changed by then, it is asked anew.
 * @throws TandemError `forbidden` when it was denied or nobody answered, `conflict` when the turn was stopped
 */
export async function doneWithApproval<T>(
  given: Pass,
  key: CallKey,
  deed: Deed | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (!deed || !given.approvals.needs(deed.kind, deed.host)) return work();
  return given.approvals.oneByOne(async () => {
    await pass(given, key, deed);
    return work();
  });
}

async function pass({ approvals, signal, kept, onWaiting }: Pass, key: CallKey, deed: Deed): Promise<void> {
  const { tool, kind } = deed;
  let changed = false;
  while (approvals.needs(kind, deed.host)) {
    const prospect = await deed.look();
    if (!prospect) return;
    const { target, path, request, diff, note } = prospect;
    const notes = [changed ? 'It changed since it was allowed, so this is asked again.' : undefined, note];
    const said = notes.filter((each) => each !== undefined).join(' ');
    const question = {
      key,
      hash: hashOf(deed, target),
      tool,
      kind,
      path,
      ...(request === undefined ? {} : { request }),
      ...(diff === undefined ? {} : { diff }),
      ...(said === '' ? {} : { note: said }),
    };
    const over = onWaiting();
    await kept();
    const approval = await approvals.ask(question, signal).finally(over);
    if (approval.state !== 'allowed') throw refusal(approval);
    const now = deed.target ? deed.target() : (await deed.look())?.target;
    if (now !== undefined && approvals.use(approval.id, hashOf(deed, now))) return;
    changed = true;
  }
}

const hashOf = ({ tool, input }: Deed, target: string): string =>
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
  return new TandemError('conflict', 'The turn was stopped before anyone answered; this was not done.');
}
