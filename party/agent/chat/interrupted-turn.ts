import { isToolUIPart, type UIMessage } from 'ai';
import type { MessageMetadata } from '../../../shared/chat.ts';
import { agentUser } from '../../../shared/roles.ts';
import type { TurnFile } from '../../../shared/turn.ts';

type Part = UIMessage['parts'][number];

/**
 * The parts of a reply that never came to its end: its texts and outputs stay, and every open call gets an answer. A call
 * that was still being written is left out.
 * @param what happened, as the beginning of a sentence
 * @param answers the known outputs, by call id
 */
export const settledParts = (
  parts: readonly Part[],
  what: string,
  answers: ReadonlyMap<string, unknown>,
): Part[] =>
  parts.flatMap((part): Part[] => {
    if (part.type === 'text' || part.type === 'reasoning')
      return part.text === '' ? [] : [{ type: part.type, text: part.text }];
    if (!isToolUIPart(part)) return [part];
    if (part.state === 'input-streaming') return [];
    if (part.state.startsWith('output-')) return [part];
    const { type, toolCallId, input } = part;
    const output = answers.has(toolCallId) ? answers.get(toolCallId) : interrupted(what);
    return [{ type, toolCallId, input, state: 'output-available', output } as typeof part];
  });

const interrupted = (what: string) => ({
  error: { code: 'stopped', message: `${what} during this. Changes so far were kept.` },
});

/** Marks a turn that never came to its end as failed. */
export function markInterrupted(
  messages: readonly UIMessage[],
  turn: { id: string; at: number },
  {
    what = 'Something failed on the server',
    answers = new Map(),
    files,
  }: {
    /** What happened, as the beginning of a sentence. */
    what?: string;
    /** The known answers, by call id. */
    answers?: ReadonlyMap<string, unknown>;
    files: TurnFile[];
  },
): UIMessage[] {
  const partial = messages.find(({ id }) => id === turn.id);
  const parts = settledParts(partial?.parts ?? [], what, answers);
  const metadata: MessageMetadata = { author: agentUser, at: turn.at, turn: turn.id, ended: 'failed' };
  if (files.length > 0) metadata.files = files;
  const message: UIMessage = {
    id: turn.id,
    role: 'assistant',
    parts: [...parts, { type: 'text', text: interruptedMessage(what) }],
    metadata,
  };
  return partial
    ? messages.map((existing) => (existing === partial ? message : existing))
    : [...messages, message];
}

const interruptedMessage = (what: string): string =>
  `${what} in the middle of this turn. Changes so far were kept; Continue goes on from there.`;
