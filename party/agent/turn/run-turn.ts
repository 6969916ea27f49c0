import type { LanguageModelV4 } from '@ai-sdk/provider';
import {
  type FinishReason,
  type ModelMessage,
  streamText,
  type TextStreamPart,
  type ToolSet,
  toUIMessageStream,
  type UIMessage,
  type UIMessageChunk,
} from 'ai';
import type { MessageMetadata } from '../../../shared/chat.ts';
import { continuationLimits } from '../../../shared/limits.ts';
import { agentUser } from '../../../shared/roles.ts';
import type { TurnFile } from '../../../shared/turn.ts';
import {
  brokenOffMessage,
  failureForLog,
  badCallMessage,
  failureMessage,
  isAtLimit,
} from '../models/provider-errors.ts';
import { continuationNote, lengthReason } from '../models/continuation-note.ts';
import { repairCall } from '../models/repair-call.ts';
import { type Price, withCost } from '../models/prices.ts';
import { type Ending, endingMessage } from './endings.ts';
import { OpenParts } from './open-parts.ts';
import { replayReply, resumeTurn, type SuspendedTurn } from './resume-turn.ts';
import { ShownChunks } from './shown-chunks.ts';
import { TextSeam } from './text-seam.ts';
import type { TurnControl } from './turn-control.ts';
import { contextChunks, leftOutMessage, turnModel, type TurnWindow } from './turn-model.ts';

export interface TurnInput {
  id: string;
  /** When the message that it answers was sent. The reply begins later, as messages are sorted by these times. */
  askedAt: number;
  model: LanguageModelV4;
  instructions: string;
  messages: ModelMessage[];
  tools: ToolSet;
  control: TurnControl;
  /** The model's window, and what becomes of summaries; undefined for a model that takes any prompt. */
  context?: TurnWindow | undefined;
  /** The model's price, if known. */
  price?: Price | undefined;
  /** Set for a turn that goes on after a kill. */
  suspended?: SuspendedTurn | undefined;
  /** The files that the turn has changed; called at its end. */
  files: () => TurnFile[];
  /** Called with what the turn waits for, and with undefined when it goes on. */
  onNotice: (notice: string | undefined) => void;
}

/** What happens while the model answers. */
interface ModelEvents {
  /** Called with each failure. */
  fail: (failure: Failure) => void;
  /** What to add to the reply after each step. */
  afterStep: () => Chunk[];
}

interface Failure {
  ended: 'failed' | 'limit';
  message: string;
}

const failureOf = (error: unknown, provider: string): Failure => ({
  ended: isAtLimit(error) ? 'limit' : 'failed',
  message: failureMessage(error, provider),
});

type AgentMessage = UIMessage<MessageMetadata>;
type Chunk = UIMessageChunk<MessageMetadata>;

/**
 * One turn of the agent, as the chunks of one message. It never throws: a failure, a stop, or running out of steps, time
 * or tokens shows in the message and in `metadata.ended`, and every tool call gets an answer.
 */
export async function* runTurn(turn: TurnInput): AsyncGenerator<Chunk> {
  const { control, suspended } = turn;
  const at = suspended?.at ?? Math.max(Date.now(), turn.askedAt + 1);
  const metadata: MessageMetadata = { author: agentUser, at, turn: turn.id, model: turn.model.modelId };
  yield { type: 'start', messageId: turn.id, messageMetadata: metadata };
  control.startClock();
  const open = new OpenParts((callId) => control.callAnswered(callId));
  const { model, windowed } = turnModel(turn);
  const failures: Failure[] = [];
  let ending: Ending | undefined;
  const seam = new TextSeam();
  try {
    const resumed = suspended ? yield* open.seen(resumeTurn(suspended, turn, seam)) : [];
    // A resumed turn may have used up its steps or tokens already.
    let reason: FinishReason = 'tool-calls';
    if (control.usedUp === undefined) {
      const messages = [...turn.messages, ...resumed];
      const fail = (failure: Failure): void => void failures.push(failure);
      const afterStep = (): Chunk[] => contextChunks(metadata, windowed);
      reason = yield* open.seen(runInParts({ ...turn, model, messages }, seam, { fail, afterStep }));
    }
    yield* open.seen(seam.end());
    if (reason === 'interrupted' || reason === 'error')
      failures.push({ ended: 'failed', message: brokenOffMessage });
    if (reason === 'tool-calls') ending = control.usedUp;
    if (reason === 'length') ending = 'length';
    if (reason === 'content-filter') ending = 'filtered';
  } catch (error) {
    if (control.ended === undefined) {
      console.error('tandem: a turn failed:', failureForLog(error));
      failures.push(failureOf(error, model.provider));
    }
  } finally {
    control.stopClock();
  }
  // The first failure caused the rest.
  const [failure] = failures;
  ending = control.ended ?? ending;
  const ended = control.ended ?? failure?.ended ?? ending;
  const why = failure?.message ?? (ending && endingMessage(ending, control));
  yield* open.close();
  if (ended !== undefined && why !== undefined) {
    metadata.ended = ended;
    yield* textChunks(why);
  } else if (!open.any) {
    yield* textChunks('The model gave no answer.');
  }
  const files = turn.files();
  if (files.length > 0) metadata.files = files;
  const { inputTokens, cachedTokens = 0, outputTokens } = control.spent;
  if (inputTokens + outputTokens > 0) {
    const used = { inputTokens, outputTokens, ...(cachedTokens > 0 && { cachedTokens }) };
    metadata.usage = withCost(used, turn.price);
  }
  const leftOut = leftOutMessage(windowed);
  if (leftOut !== undefined) {
    metadata.leftOut = windowed.leftOut;
    yield* textChunks(leftOut);
  }
  metadata.durationMs = Date.now() - metadata.at;
  yield { type: 'message-metadata', messageMetadata: metadata };
  yield { type: 'finish' };
}

/**
 * Streams the model's answer. A text that reaches the model's longest length goes on by itself, a few times.
 * @returns why it finished
 */
async function* runInParts(
  turn: TurnInput,
  seam: TextSeam,
  on: ModelEvents,
): AsyncGenerator<Chunk, FinishReason> {
  const { control } = turn;
  const shown = new ShownChunks();
  let { messages } = turn;
  for (let left = continuationLimits.maxLengths; ; left--) {
    const { reason, said } = yield* joined(runModel({ ...turn, messages }, shown, on), seam);
    const mayGoOn = left > 0 && control.usedUp === undefined && control.ended === undefined;
    if (reason !== 'length' || !mayGoOn || !endsInText(said)) return reason;
    seam.goOn();
    messages = [...messages, ...said, { role: 'user', content: continuationNote(lengthReason) }];
  }
}

async function* joined<T>(chunks: AsyncGenerator<Chunk, T>, seam: TextSeam): AsyncGenerator<Chunk, T> {
  for (;;) {
    const { done, value } = await chunks.next();
    if (done) return value;
    yield* seam.of(value);
  }
}

function endsInText(messages: readonly ModelMessage[]): boolean {
  const { role, content } = messages.at(-1) ?? {};
  if (role !== 'assistant') return false;
  const last = typeof content === 'string' ? { type: 'text', text: content } : content?.at(-1);
  return last?.type === 'text' && 'text' in last && last.text.trim() !== '';
}

/** Streams the model's answer and executes its calls. @returns why it finished, and what it said and got if that is a part */
async function* runModel(
  turn: TurnInput,
  shown: ShownChunks,
  { fail, afterStep }: ModelEvents,
): AsyncGenerator<Chunk, { reason: FinishReason; said: ModelMessage[] }> {
  const { model, instructions, messages, tools, control } = turn;
  const result = streamText({
    model,
    instructions,
    messages,
    tools,
    repairToolCall: repairCall,
    stopWhen: () => control.usedUp !== undefined || control.ended !== undefined,
    // The wrapped model retries by itself, and says so.
    maxRetries: 0,
    abortSignal: control.modelSignal,
    onError: ({ error }) => {
      if (!isAtLimit(error)) console.error('tandem: the model failed:', failureForLog(error));
    },
  });
  let failed = false;
  const onError = (error: unknown): string => {
    // Only a tool call was bad: the model gets this text as its output, and goes on.
    const badCall = badCallMessage(error);
    if (badCall !== undefined) return badCall;
    failed = true;
    const failure = failureOf(error, model.provider);
    fail(failure);
    return failure.message;
  };
  const chunks = toUIMessageStream<ToolSet, AgentMessage>({
    stream: result.stream as ReadableStream<TextStreamPart<ToolSet>>,
    tools,
    sendStart: false,
    sendFinish: false,
    onError,
  });
  for await (const chunk of chunks) {
    yield* shown.of(chunk);
    if (chunk.type === 'finish-step') yield* afterStep();
  }
  // The SDK gives no finish reason for an answer that broke or was stopped.
  if (failed || control.ended !== undefined) return { reason: 'other', said: [] };
  return { reason: await result.finishReason, said: await result.responseMessages };
}

/** A message that says why a turn could not begin, or not go on. @param reply what a kill left of it */
export async function* failTurn(id: string, reason: string, reply?: UIMessage): AsyncGenerator<Chunk> {
  const metadata: MessageMetadata = {
    author: agentUser,
    at: Date.now(),
    turn: id,
    ended: 'failed',
    durationMs: 0,
  };
  yield { type: 'start', messageId: id, messageMetadata: metadata };
  if (reply) {
    const open = new OpenParts();
    yield* open.seen(replayReply(reply));
    yield* open.close();
  }
  yield* textChunks(reason);
  yield { type: 'finish' };
}

function* textChunks(text: string): Generator<Chunk> {
  const id = `ending-${text.length}`;
  yield { type: 'text-start', id };
  yield { type: 'text-delta', id, delta: text };
  yield { type: 'text-end', id };
}
