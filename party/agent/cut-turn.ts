import { isToolUIPart, type UIMessage } from 'ai';
import type { MessageMetadata } from '../../shared/chat.ts';
import { agentUser } from '../../shared/roles.ts';

/** The transcript with a turn that never came to its end told as that: what it had said and done stays, no call is open. */
export function cutTurn(messages: readonly UIMessage[], turn: { id: string; at: number }): UIMessage[] {
  const partial = messages.find(({ id }) => id === turn.id);
  const parts = (partial?.parts ?? []).map((part): UIMessage['parts'][number] => {
    if (part.type === 'text') return { type: 'text', text: part.text };
    if (!isToolUIPart(part) || part.state.startsWith('output-')) return part;
    const { type, toolCallId, input } = part;
    return { type, toolCallId, input, state: 'output-error', errorText: cutCall } as typeof part;
  });
  const metadata: MessageMetadata = { author: agentUser, at: turn.at, turn: turn.id, ended: 'failed' };
  const message: UIMessage = {
    id: turn.id,
    role: 'assistant',
    parts: [...parts, { type: 'text', text: cutText }],
    metadata,
  };
  return partial
    ? messages.map((existing) => (existing === partial ? message : existing))
    : [...messages, message];
}

const cutCall = 'The server was restarted during this. What was written until then is kept.';
const cutText =
  'The server was restarted in the middle of this turn. What was done until then is kept; ask again for the rest.';
