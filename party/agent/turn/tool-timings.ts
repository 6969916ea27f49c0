import { isToolUIPart, type UIMessageChunk } from 'ai';
import type { MessageMetadata } from '../../../shared/chat.ts';
import type { SuspendedTurn } from './resume-turn.ts';

type Chunk = UIMessageChunk<MessageMetadata>;

/**
 * Passes chunks on, and after each tool's output adds how long the call took, as metadata of the message. The calls of a
 * suspended turn keep their times; of one that the kill interrupted it is not known.
 */
export async function* timed(
  chunks: AsyncIterable<Chunk>,
  { toolMs: known = {}, reply, callId }: Partial<SuspendedTurn> = {},
): AsyncGenerator<Chunk> {
  const replayed = new Set(reply?.parts.flatMap((part) => (isToolUIPart(part) ? [part.toolCallId] : [])));
  if (callId !== undefined) replayed.delete(callId);
  const begun = new Map<string, number>();
  const toolMs: Record<string, number> = { ...known };
  let metadata: MessageMetadata | undefined;
  for await (const chunk of chunks) {
    if (chunk.type === 'start' || chunk.type === 'message-metadata') {
      metadata = chunk.messageMetadata ?? metadata;
      if (metadata && Object.keys(toolMs).length > 0) metadata = { ...metadata, toolMs: { ...toolMs } };
      yield metadata ? { ...chunk, messageMetadata: metadata } : chunk;
      continue;
    }
    yield chunk;
    if (chunk.type === 'tool-input-available') begun.set(chunk.toolCallId, Date.now());
    if (chunk.type !== 'tool-output-available' && chunk.type !== 'tool-output-error') continue;
    const since = begun.get(chunk.toolCallId);
    if (since === undefined || !metadata || replayed.has(chunk.toolCallId)) continue;
    toolMs[chunk.toolCallId] = Date.now() - since;
    metadata = { ...metadata, toolMs: { ...toolMs } };
    yield { type: 'message-metadata', messageMetadata: metadata };
  }
}
