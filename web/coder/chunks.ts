import * as z from 'zod/mini';
import { callProgressSchema, cutSchema } from '../../shared/transcript.ts';
import { readMetadata, type Message, type Part, type ToolPart } from './messages.ts';

/** One chunk of the AI SDK's UI-message stream, as the body of a response frame. */
export const chunkSchema = z.looseObject({
  type: z.string(),
  messageId: z.optional(z.string()),
  messageMetadata: z.optional(z.unknown()),
  delta: z.optional(z.string()),
  toolCallId: z.optional(z.string()),
  toolName: z.optional(z.string()),
  input: z.optional(z.unknown()),
  output: z.optional(z.unknown()),
  errorText: z.optional(z.string()),
  cut: z.optional(cutSchema),
});
export type Chunk = z.infer<typeof chunkSchema>;

/** The message after one more chunk. Parts that the chunk does not touch stay the same objects. */
export function applyChunk(message: Message, chunk: Chunk): Message {
  switch (chunk.type) {
    case 'start':
    case 'finish':
    case 'message-metadata':
      return {
        ...message,
        id: (chunk.type === 'start' && chunk.messageId) || message.id,
        metadata: readMetadata(chunk.messageMetadata) ?? message.metadata,
      };
    case 'text-start':
      return { ...message, parts: [...message.parts, { type: 'text', text: '' }] };
    case 'text-delta':
      return { ...message, parts: appendText(message.parts, 'text', chunk.delta ?? '') };
    case 'reasoning-start':
      return { ...message, parts: [...message.parts, { type: 'reasoning', text: '' }] };
    case 'reasoning-delta':
      return { ...message, parts: appendText(message.parts, 'reasoning', chunk.delta ?? '') };
    case 'tool-input-start':
      return withTool(message, chunk, (part) => part);
    case 'tool-input-available':
      return withTool(message, chunk, (part) => ({
        ...part,
        state: 'input-available',
        input: chunk.input,
        cut: chunk.cut,
      }));
    case 'data-call':
      return withProgress(message, chunk);
    case 'tool-output-available':
      return withTool(message, chunk, (part) => ({
        ...part,
        state: 'output-available',
        output: chunk.output,
      }));
    case 'tool-input-error':
      return withTool(message, chunk, (part) => ({ ...failed(part, chunk), input: chunk.input }));
    case 'tool-output-error':
      return withTool(message, chunk, (part) => failed(part, chunk));
    default:
      // The page shows no steps.
      return message;
  }
}

const failed = (part: ToolPart, chunk: Chunk): ToolPart => ({
  ...part,
  state: 'output-error',
  errorText: chunk.errorText ?? 'It failed without giving a reason.',
});

function appendText(parts: readonly Part[], type: 'text' | 'reasoning', delta: string): Part[] {
  const at = parts.findLastIndex((part) => part.type === type);
  const last = parts[at];
  if (last?.type !== type) return [...parts, { type, text: delta }];
  return parts.with(at, { type, text: last.text + delta });
}

/** Changes the part of the chunk's tool call, or adds one for a new call if the chunk names its tool. */
function withTool(message: Message, chunk: Chunk, change: (part: ToolPart) => ToolPart): Message {
  const { toolCallId: callId, toolName: tool } = chunk;
  if (callId === undefined) return message;
  const { parts } = message;
  const at = parts.findIndex((part) => part.type === 'tool' && part.callId === callId);
  const known = parts[at];
  if (known?.type === 'tool') {
    const changed = change(known);
    const cut = chunk.cut ? { ...changed.cut, ...chunk.cut } : changed.cut;
    return { ...message, parts: parts.with(at, { ...changed, cut }) };
  }
  if (tool === undefined) return message;
  const part: ToolPart = {
    type: 'tool',
    callId,
    tool,
    state: 'input-streaming',
    input: undefined,
    output: undefined,
    errorText: undefined,
    cut: chunk.cut,
  };
  return { ...message, parts: [...parts, change(part)] };
}

function withProgress(message: Message, chunk: Chunk): Message {
  const progress = callProgressSchema.safeParse(chunk);
  if (!progress.success) return message;
  const { toolCallId, path, length } = progress.data.data;
  return withTool(message, { type: chunk.type, toolCallId }, (part) =>
    part.state === 'input-streaming'
      ? { ...part, input: path === undefined ? part.input : { path }, cut: { input: length } }
      : part,
  );
}
