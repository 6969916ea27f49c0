import type { LanguageModelV4 } from '@ai-sdk/provider';
import {
  convertToModelMessages,
  isStaticToolUIPart,
  isToolUIPart,
  type ModelMessage,
  type ToolSet,
  type UIMessage,
  type UIMessageChunk,
} from 'ai';
import type { MessageMetadata } from '../../../shared/chat.ts';
import { TandemError } from '../../../shared/errors.ts';
import { isBuiltIn } from '../models/commands/model.ts';
import { continuationNote } from '../models/continuation-note.ts';
import { cutAnswer } from './endings.ts';
import { metadataOf } from './messages.ts';
import type { TextSeam } from './text-seam.ts';
import type { TurnControl } from './turn-control.ts';

type Chunk = UIMessageChunk<MessageMetadata>;

/** What a kill left of a turn that goes on. */
export interface SuspendedTurn {
  /** The reply so far; all its calls but the waiting one have their output. */
  reply: UIMessage;
  /** When the turn began, in ms since the epoch. */
  at: number;
  /** How long the earlier calls took. */
  toolMs: NonNullable<MessageMetadata['toolMs']>;
  /** The model's id of the call that waits for approval, if one does. */
  callId?: string;
  /** How often in a row the turn has gone on without having finished a call in between. */
  restarts?: number;
}

/** One in which a call waits for approval. */
type WaitingTurn = SuspendedTurn & { callId: string };

/** The suspended turn, if the waiting call is the only open one of the reply. */
export function suspendedTurnIn(
  reply: UIMessage | undefined,
  callId: string | undefined,
): WaitingTurn | undefined {
  if (!reply || callId === undefined) return undefined;
  const open = reply.parts.filter((part) => isToolUIPart(part) && !part.state.startsWith('output-'));
  const [call] = open;
  const isAsked =
    call && isToolUIPart(call) && call.toolCallId === callId && call.state === 'input-available';
  const data = metadataOf(reply);
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

interface Resuming {
  model: LanguageModelV4;
  tools: ToolSet;
  /** The prompt at the turn's beginning. */
  messages: ModelMessage[];
  control: Pick<TurnControl, 'ended'>;
}

/**
 * Replays the reply from before the kill, and executes the waiting call, if there is one.
 * @returns both as messages for the model
 */
export async function* resumeTurn(
  suspended: SuspendedTurn,
  turn: Resuming,
  seam: TextSeam,
): AsyncGenerator<Chunk, ModelMessage[]> {
  const { callId } = suspended;
  // The built-in commands say anew what they were saying.
  const reply = isBuiltIn(turn.model) ? withoutLastText(suspended.reply) : suspended.reply;
  for (const chunk of replayReply(reply)) yield* seam.of(chunk);
  if (callId === undefined) {
    if (reply.parts.some(({ type }) => type === 'step-start')) yield* seam.of({ type: 'finish-step' });
    seam.goOn();
    return interruptedAnswer(reply, turn.tools);
  }
  const waiting = { ...suspended, callId };
  const output = await executeSuspendedCall(waiting, turn);
  yield { type: 'tool-output-available', toolCallId: callId, output };
  yield { type: 'finish-step' };
  if (turn.control.ended !== undefined)
    throw new TandemError('stopped', 'The turn was stopped while it waited.');
  return convertToModelMessages([withToolResult(waiting, output)], { tools: turn.tools });
}

const withoutLastText = (reply: UIMessage): UIMessage =>
  reply.parts.at(-1)?.type === 'text' ? { ...reply, parts: reply.parts.slice(0, -1) } : reply;

/** What the model is told of its interrupted answer: nothing, if it had said nothing yet. */
async function interruptedAnswer(reply: UIMessage, tools: ToolSet): Promise<ModelMessage[]> {
  const cut = cutAnswer({ ...reply, metadata: undefined });
  if (cut.parts.every(({ type }) => type === 'step-start')) return [];
  const answer = await convertToModelMessages([cut], { tools });
  return [...answer, { role: 'user', content: continuationNote('the server was restarted') }];
}

/**
 * Executes the waiting call with its own tool, which finds its question still pending.
 * @returns the tool's output
 */
async function executeSuspendedCall(
  { reply, callId }: WaitingTurn,
  { tools, messages: prompt }: Pick<Resuming, 'tools' | 'messages'>,
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
const withToolResult = ({ reply, callId }: WaitingTurn, output: unknown): UIMessage => ({
  ...reply,
  parts: reply.parts.map((part) =>
    isStaticToolUIPart(part) && part.toolCallId === callId
      ? { type: part.type, toolCallId: callId, input: part.input, state: 'output-available', output }
      : part,
  ),
});
