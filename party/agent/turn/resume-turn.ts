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

/** What a kill left of a turn in which a call waited for approval. */
export interface SuspendedTurn {
  /** The reply so far; its waiting call has no output yet. */
  reply: UIMessage;
  /** When the turn began, in ms since the epoch. */
  at: number;
  /** How long the earlier calls took. */
  toolMs: NonNullable<MessageMetadata['toolMs']>;
  /** The model's id of the waiting call. */
  callId: string;
}

/** The suspended turn, if the waiting call is the only open one of the reply. */
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

/** Streams a reply again, chunk by chunk, as far as it had come: folding the chunks gives the same reply. */
export function* replayReply({ parts }: UIMessage): Generator<Chunk> {
  let inStep = false;
  for (const [at, part] of parts.entries()) {
    if (part.type === 'step-start') {
      if (inStep) yield { type: 'finish-step' };
      inStep = true;
      yield { type: 'start-step' };
    } else if (part.type === 'text' || part.type === 'reasoning') {
      const id = `again-${at}`;
      yield { type: `${part.type}-start`, id };
      yield { type: `${part.type}-delta`, id, delta: part.text };
      yield { type: `${part.type}-end`, id };
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
 * Executes the waiting call with its own tool, which finds its question still pending.
 * @param messages the prompt at the turn's beginning
 * @returns the tool's output
 */
export async function executeSuspendedCall(
  { reply, callId }: SuspendedTurn,
  { tools, messages: prompt }: { tools: ToolSet; messages: ModelMessage[] },
): Promise<unknown> {
  // A call's key has the length of its prompt, which includes the turn's earlier steps.
  const step = reply.parts.findLastIndex(({ type }) => type === 'step-start');
  const before = { ...reply, parts: reply.parts.slice(0, Math.max(0, step)) };
  const messages = [...prompt, ...(await convertToModelMessages([before], { tools }))];
  const part = reply.parts.filter(isToolUIPart).find(({ toolCallId }) => toolCallId === callId);
  const execute = part && tools[part.type.slice('tool-'.length)]?.execute;
  if (!execute) throw new Error('the waiting call has no tool');
  return await execute(part.input, { toolCallId: callId, messages, context: {} });
}

/** The reply with the waiting call's output, for the model. */
export const withToolResult = ({ reply, callId }: SuspendedTurn, output: unknown): UIMessage => ({
  ...reply,
  parts: reply.parts.map((part) =>
    isStaticToolUIPart(part) && part.toolCallId === callId
      ? { type: part.type, toolCallId: callId, input: part.input, state: 'output-available', output }
      : part,
  ),
});
