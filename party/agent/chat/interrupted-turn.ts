import { isToolUIPart, type UIMessage } from 'ai';
import type { MessageMetadata } from '../../../shared/chat.ts';
import { agentUser } from '../../../shared/roles.ts';
import type { TurnFile } from '../../../shared/turn.ts';

/** Marks a turn that never came to its end as failed: its text and outputs stay, and every open call gets an answer. */
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
  const parts = (partial?.parts ?? []).map((part): UIMessage['parts'][number] => {
    if (part.type === 'text' || part.type === 'reasoning') return { type: part.type, text: part.text };
    if (!isToolUIPart(part) || part.state.startsWith('output-')) return part;
    const { type, toolCallId, input } = part;
    if (answers.has(toolCallId)) {
      const output = answers.get(toolCallId);
      return { type, toolCallId, input, state: 'output-available', output } as typeof part;
    }
    return {
      type,
      toolCallId,
      input,
      state: 'output-error',
      errorText: `${what} during this. What was written until then is kept.`,
    } as typeof part;
  });
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
  `${what} in the middle of this turn. What was done until then is kept; ask again for the rest.`;
