import type { LanguageModelV4 } from '@ai-sdk/provider';
import {
  convertToModelMessages,
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
import { TandemError } from '../../../shared/errors.ts';
import { agentUser } from '../../../shared/roles.ts';
import type { TurnFile } from '../../../shared/turn.ts';
import {
  brokenOffMessage,
  failureForLog,
  badCallMessage,
  failureMessage,
} from '../models/provider-errors.ts';
import { metered } from '../models/metered.ts';
import { withOwnIds } from '../models/own-ids.ts';
import { repairCall, withAdvice } from '../models/repair-call.ts';
import { withContextWindow } from '../models/context-window.ts';
import { costOf, type Price } from '../models/prices.ts';
import { withRetries } from '../models/retrying-model.ts';
import { endingMessage } from './endings.ts';
import { ShownChunks } from './shown-chunks.ts';
import { withToolResult, executeSuspendedCall, replayReply, type SuspendedTurn } from './resume-turn.ts';
import type { Ended, TurnControl } from './turn-control.ts';

export interface TurnInput {
  id: string;
  model: LanguageModelV4;
  instructions: string;
  messages: ModelMessage[];
  tools: ToolSet;
  control: TurnControl;
  /** How many tokens of prompt the model is given; undefined for any number. */
  promptTokens?: number | undefined;
  /** The model's price, if known. */
  price?: Price | undefined;
  /** Set for a turn that goes on after a kill, with a waiting call. */
  suspended?: SuspendedTurn | undefined;
  /** The files that the turn has changed; called at its end. */
  files: () => TurnFile[];
  /** Called with what the turn waits for, and with undefined when it goes on. */
  onNotice: (notice: string | undefined) => void;
}

type AgentMessage = UIMessage<MessageMetadata>;
type Chunk = UIMessageChunk<MessageMetadata>;

/**
 * One turn of the agent, as the chunks of one message. It never throws: a failure, a stop, or running out of steps, time
 * or tokens shows in the message and in `metadata.ended`, and every tool call gets an answer.
 */
export async function* runTurn(turn: TurnInput): AsyncGenerator<Chunk> {
  const { control, suspended } = turn;
  const at = suspended?.at ?? Date.now();
  const metadata: MessageMetadata = { author: agentUser, at, turn: turn.id, model: turn.model.modelId };
  yield { type: 'start', messageId: turn.id, messageMetadata: metadata };
  control.startClock();
  const open = new OpenParts((callId) => control.callAnswered(callId));
  const window = withContextWindow(turn.model, turn.promptTokens);
  const retrying = withRetries(window.model, turn.onNotice);
  const model = metered(withOwnIds(withAdvice(retrying.model)), {
    onCall: () => control.countStep(),
    onUsage: ({ inputTokens, outputTokens }) =>
      control.countTokens(inputTokens.total ?? 0, outputTokens.total ?? 0, inputTokens.cacheRead ?? 0),
  });
  const failures: string[] = [];
  try {
    const resumed = suspended ? yield* open.seen(resumeTurn(suspended, turn)) : [];
    // A resumed turn may have used up its steps or tokens already.
    let reason: FinishReason = 'tool-calls';
    if (control.usedUp === undefined) {
      const messages = [...turn.messages, ...resumed];
      const fail = (message: string): void => void failures.push(message);
      reason = yield* open.seen(runModel({ ...turn, model, messages }, fail));
    }
    if (reason === 'interrupted' || reason === 'error') failures.push(brokenOffMessage);
    if (reason === 'tool-calls') metadata.ended = control.usedUp;
    if (reason === 'length') metadata.ended = 'length';
    if (reason === 'content-filter') metadata.ended = 'filtered';
  } catch (error) {
    if (control.ended === undefined) {
      console.error('tandem: a turn failed:', failureForLog(error));
      failures.push(failureMessage(error, model.provider));
    }
  } finally {
    control.stopClock();
  }
  // The first failure caused the rest.
  const [failure] = failures;
  const ended: Ended | undefined = control.ended ?? (failure === undefined ? metadata.ended : 'failed');
  yield* open.close();
  if (ended !== undefined) {
    metadata.ended = ended;
    yield* textChunks(failure ?? endingMessage(ended, control));
  } else if (!open.any) {
    yield* textChunks('The model gave no answer.');
  }
  const files = turn.files();
  if (files.length > 0) metadata.files = files;
  const { inputTokens, cachedTokens = 0, outputTokens } = control.spent;
  if (inputTokens + outputTokens > 0) {
    const used = { inputTokens, outputTokens, ...(cachedTokens > 0 && { cachedTokens }) };
    metadata.usage = turn.price ? { ...used, cost: costOf(turn.price, used) } : used;
  }
  const leftOut = window.leftOut() + retrying.leftOut();
  if (leftOut > 0) {
    metadata.leftOut = leftOut;
    yield* textChunks(leftOutMessage(leftOut));
  }
  metadata.durationMs = Date.now() - metadata.at;
  yield { type: 'message-metadata', messageMetadata: metadata };
  yield { type: 'finish' };
}

/** Replays the reply from before the kill, then executes the waiting call. @returns both as messages for the model */
async function* resumeTurn(suspended: SuspendedTurn, turn: TurnInput): AsyncGenerator<Chunk, ModelMessage[]> {
  yield* replayReply(suspended.reply);
  const output = await executeSuspendedCall(suspended, turn);
  yield { type: 'tool-output-available', toolCallId: suspended.callId, output };
  yield { type: 'finish-step' };
  if (turn.control.ended !== undefined)
    throw new TandemError('stopped', 'The turn was stopped while it waited.');
  return convertToModelMessages([withToolResult(suspended, output)], { tools: turn.tools });
}

/** Streams the model's answer and executes its calls. @param fail called with each failure. @returns why it finished */
async function* runModel(
  turn: TurnInput,
  fail: (message: string) => void,
): AsyncGenerator<Chunk, FinishReason> {
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
    onError: ({ error }) => console.error('tandem: the model failed:', failureForLog(error)),
  });
  let failed = false;
  const onError = (error: unknown): string => {
    // Only a tool call was bad: the model gets this text as its output, and goes on.
    const badCall = badCallMessage(error);
    if (badCall !== undefined) return badCall;
    failed = true;
    const message = failureMessage(error, model.provider);
    fail(message);
    return message;
  };
  const chunks = toUIMessageStream<ToolSet, AgentMessage>({
    stream: result.stream as ReadableStream<TextStreamPart<ToolSet>>,
    tools,
    sendStart: false,
    sendFinish: false,
    onError,
  });
  const shown = new ShownChunks();
  for await (const chunk of chunks) yield* shown.of(chunk);
  // The SDK gives no finish reason for an answer that broke or was stopped.
  return failed || control.ended !== undefined ? 'other' : await result.finishReason;
}

/** A message that says why a turn could not begin. */
export function* failTurn(id: string, reason: string): Generator<Chunk> {
  const metadata: MessageMetadata = {
    author: agentUser,
    at: Date.now(),
    turn: id,
    ended: 'failed',
    durationMs: 0,
  };
  yield { type: 'start', messageId: id, messageMetadata: metadata };
  yield* textChunks(reason);
  yield { type: 'finish' };
}

const leftOutMessage = (count: number): string =>
  `The conversation is too long for this model: it was not given the oldest ${count === 1 ? 'request' : `${count} requests`}. Clear the chat to begin anew.`;

function* textChunks(text: string): Generator<Chunk> {
  const id = `ending-${text.length}`;
  yield { type: 'text-start', id };
  yield { type: 'text-delta', id, delta: text };
  yield { type: 'text-end', id };
}

const settled: ReadonlySet<Chunk['type']> = new Set([
  'tool-output-available',
  'tool-output-error',
  'tool-output-denied',
  'tool-input-error',
]);

/** Tracks the parts of the message that have begun but not ended. */
class OpenParts {
  readonly #calls = new Map<string, { toolName: string; input?: unknown }>();
  readonly #texts = new Set<string>();
  readonly #reasonings = new Set<string>();
  readonly #onAnswered: (callId: string) => void;
  #step = false;
  /** Whether there was any text or tool call. */
  any = false;

  /** @param onAnswered called with the id of each call that gets its answer */
  constructor(onAnswered: (callId: string) => void) {
    this.#onAnswered = onAnswered;
  }

  /** Passes chunks on. @returns what `chunks` returns */
  async *seen<T>(chunks: AsyncGenerator<Chunk, T>): AsyncGenerator<Chunk, T> {
    for (;;) {
      const { done, value } = await chunks.next();
      if (done) return value;
      this.#see(value);
      yield value;
    }
  }

  #see(chunk: Chunk): void {
    const { type } = chunk;
    // Servers put empty lines behind reasoning.
    if ((type === 'text-delta' && chunk.delta.trim() !== '') || type.startsWith('tool-')) this.any = true;
    if (type === 'start-step') this.#step = true;
    else if (type === 'finish-step') this.#step = false;
    else if (type === 'text-start') this.#texts.add(chunk.id);
    else if (type === 'text-end') this.#texts.delete(chunk.id);
    else if (type === 'reasoning-start') this.#reasonings.add(chunk.id);
    else if (type === 'reasoning-end') this.#reasonings.delete(chunk.id);
    else if (type === 'tool-input-start') this.#calls.set(chunk.toolCallId, { toolName: chunk.toolName });
    else if (type === 'tool-input-available') {
      this.#calls.set(chunk.toolCallId, { toolName: chunk.toolName, input: chunk.input });
    } else if (settled.has(type) && 'toolCallId' in chunk) {
      this.#calls.delete(chunk.toolCallId);
      this.#onAnswered(chunk.toolCallId);
    }
  }

  *close(): Generator<Chunk> {
    for (const id of this.#texts) yield { type: 'text-end', id };
    for (const id of this.#reasonings) yield { type: 'reasoning-end', id };
    for (const [toolCallId, { toolName, input }] of this.#calls) {
      const errorText = 'The turn ended before this was done.';
      if (input === undefined) yield { type: 'tool-input-error', toolCallId, toolName, input: {}, errorText };
      else yield { type: 'tool-output-error', toolCallId, errorText };
    }
    if (this.#step) yield { type: 'finish-step' };
  }
}
