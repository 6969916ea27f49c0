import {
  convertToModelMessages,
  isStaticToolUIPart,
  isToolUIPart,
  type ModelMessage,
  type ToolSet,
  type UIMessage,
  type UIMessageChunk,
} from 'ai';
import { type MessageMetadata, messageMetadataSchema } from '../../../shared/chat.ts';

type Chunk = UIMessageChunk<MessageMetadata>;

/** What a kill left of a turn in which a call waited for a yes. */
export interface SuspendedTurn {
  /** The reply as far as it had come, its waiting call open. */
  reply: UIMessage;
  /** When the turn began, ms since the epoch, and how long the calls before took. */
  at: number;
  toolMs: NonNullable<MessageMetadata['toolMs']>;
  /** The call that waits, by the model's id for it. */
  callId: string;
}

/** What was left, when the waiting call is the last thing that the reply has, and nothing else is open. */
export function suspendedTurnIn(
  reply: UIMessage | undefined,
  callId: string | undefined,
): SuspendedTurn | undefined {
  if (!reply || callId === undefined) return undefined;
  const open = reply.parts.filter((part) => isToolUIPart(part) && !part.state.startsWith('output-'));
  const [call] = open;
  const isAsked =
    call && isToolUIPart(call) && call.toolCallId === callId && call.state === 'input-available';
  const { data } = messageMetadataSchema.safeParse(reply.metadata);
  if (!isAsked || open.length > 1 || !data) return undefined;
  return { reply, callId, at: data.at, toolMs: data.toolMs ?? {} };
}

/** Tells a reply again, chunk by chunk, as far as it had come: to whoever folds chunks it is the same reply. */
export function* replayReply({ parts }: UIMessage): Generator<Chunk> {
  let inStep = false;
  for (const [at, part] of parts.entries()) {
    if (part.type === 'step-start') {
      if (inStep) yield { type: 'finish-step' };
      inStep = true;
      yield { type: 'start-step' };
    } else if (part.type === 'text') {
      const id = `again-${at}`;
      yield { type: 'text-start', id };
      yield { type: 'text-delta', id, delta: part.text };
      yield { type: 'text-end', id };
    } else if (isToolUIPart(part)) {
      const { toolCallId, input } = part;
      const toolName = part.type.slice('tool-'.length);
      yield { type: 'tool-input-available', toolCallId, toolName, input };
      if (part.state === 'output-available') {
        yield { type: 'tool-output-available', toolCallId, output: part.output };
      } else if (part.state === 'output-error') {
        yield { type: 'tool-output-error', toolCallId, errorText: part.errorText };
      }
    }
  }
}

/**
 * Makes the call that waited, by the tool itself: its question is still the one that was asked. @returns what it answered.
 * @param messages what the model had been told at the turn's beginning
 */
export async function executeSuspendedCall(
  { reply, callId }: SuspendedTurn,
  { tools, messages: told }: { tools: ToolSet; messages: ModelMessage[] },
): Promise<unknown> {
  // Calls are known by how much had been told when they were made: the steps before this one count.
  const step = reply.parts.findLastIndex(({ type }) => type === 'step-start');
  const before = { ...reply, parts: reply.parts.slice(0, Math.max(0, step)) };
  const messages = [...told, ...(await convertToModelMessages([before], { tools }))];
  const part = reply.parts.filter(isToolUIPart).find(({ toolCallId }) => toolCallId === callId);
  const execute = part && tools[part.type.slice('tool-'.length)]?.execute;
  if (!execute) throw new Error('a call of no tool cannot have waited');
  return await execute(part.input, { toolCallId: callId, messages, context: {} });
}

/** The reply with the waiting call answered, as the model is told of it. */
export const withToolResult = ({ reply, callId }: SuspendedTurn, output: unknown): UIMessage => ({
  ...reply,
  parts: reply.parts.map((part) =>
    isStaticToolUIPart(part) && part.toolCallId === callId
      ? { type: part.type, toolCallId: callId, input: part.input, state: 'output-available', output }
      : part,
  ),
});
