import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import type { UIMessage } from 'ai';
import { convertArrayToReadableStream, MockLanguageModelV4 } from 'ai/test';
import { configured, type Models } from '../party/agent/models/registry.ts';
import { metadataOf } from '../party/agent/turn/messages.ts';
import { agentUser } from '../shared/roles.ts';
import { ann, ChatHarness } from './chat-harness.ts';

/** Of the model, in tokens. */
export const window = 32_000;

/** A transcript of requests and answers, each answer with this many characters. */
export function talk(requests: number, length: number): UIMessage[] {
  return Array.from({ length: requests }, (_, i): UIMessage[] => [
    {
      id: `Q${i}`,
      role: 'user',
      parts: [{ type: 'text', text: `question ${i}` }],
      metadata: { author: ann, at: 100 * i, turn: `A${i}` },
    },
    {
      id: `A${i}`,
      role: 'assistant',
      parts: [{ type: 'step-start' }, { type: 'text', text: `answer ${i} `.padEnd(length, 'x') }],
      metadata: { author: agentUser, at: 100 * i, turn: `A${i}`, durationMs: 5 },
    },
  ]).flat();
}

/** The summaries in the transcript. */
export const rowsOf = (harness: ChatHarness): UIMessage[] =>
  [...harness.host.messages()].filter((message) => metadataOf(message)?.summary !== undefined);

export interface Scene {
  harness: ChatHarness;
  calls: LanguageModelV4CallOptions[];
  /** The calls that asked for a summary. */
  summaries: () => LanguageModelV4CallOptions[];
  /** The calls that asked for an answer. */
  steps: () => LanguageModelV4CallOptions[];
}

/** A chat with a language model. @param answer to all but summaries, the first of which says `Summary 1.` */
export function compactingScene(
  answer: (options: LanguageModelV4CallOptions) => TalkedAnswer | Promise<TalkedAnswer> = () => ({
    text: 'Yes.',
  }),
  summary: (options: LanguageModelV4CallOptions, count: number) => TalkedAnswer | Promise<TalkedAnswer> = (
    _,
    count,
  ) => ({
    text: `Summary ${count}.`,
  }),
): Scene {
  const harness = new ChatHarness();
  const calls: LanguageModelV4CallOptions[] = [];
  const summaries = () => calls.filter(asksForSummary);
  harness.models = talkingModels(
    window,
    (options) => (asksForSummary(options) ? summary(options, summaries().length) : answer(options)),
    calls,
  );
  harness.state.model = 'talker';
  return { harness, calls, summaries, steps: () => calls.filter((call) => !asksForSummary(call)) };
}

/** Asks the agent. @returns its reply */
export const ask = async (harness: ChatHarness, message: string): Promise<UIMessage> => {
  const response = await harness.call('POST', 'chat', { body: { message } });
  const { messages } = (await response.json()) as { messages: UIMessage[] };
  return messages[0]!;
};

/** What a model answers to one call. */
export interface TalkedAnswer {
  text?: string;
  calls?: [tool: string, input: object][];
  finish?: 'stop' | 'length';
  /** By default as many input tokens as the prompt and the tools have by our own estimate. */
  inputTokens?: number;
}

/** Whether a call asks for a summary: no other goes without tools. */
const asksForSummary = ({ tools }: LanguageModelV4CallOptions): boolean => tools === undefined;

/**
 * A language model of this window that answers as a function says; a call may also throw.
 * @param calls gets each call
 */
function talkingModels(
  window: number,
  answer: (options: LanguageModelV4CallOptions) => TalkedAnswer | Promise<TalkedAnswer>,
  calls: LanguageModelV4CallOptions[],
): Models {
  let made = 0;
  const model: LanguageModelV4 = new MockLanguageModelV4({
    provider: 'openai.chat',
    modelId: 'talker',
    doStream: async (options) => {
      calls.push(options);
      const { text = '', calls: called = [], finish, inputTokens } = await answer(options);
      const estimated = Math.ceil(
        (promptUnits(options.prompt) + JSON.stringify(options.tools ?? '').length) / 4,
      );
      const parts: LanguageModelV4StreamPart[] = [
        { type: 'stream-start', warnings: [] },
        { type: 'text-start', id: '0' },
        { type: 'text-delta', id: '0', delta: text },
        { type: 'text-end', id: '0' },
        ...called.map(([toolName, input]) => ({
          type: 'tool-call' as const,
          toolCallId: `call-${++made}`,
          toolName,
          input: JSON.stringify(input),
        })),
        {
          type: 'finish',
          usage: {
            inputTokens: { total: inputTokens ?? estimated, noCache: undefined, cacheRead: 0, cacheWrite: 0 },
            outputTokens: { total: 5, text: 5, reasoning: 0 },
          },
          finishReason: { unified: finish ?? (called.length > 0 ? 'tool-calls' : 'stop'), raw: undefined },
        },
      ];
      return { stream: convertArrayToReadableStream(parts) };
    },
  });
  return {
    ...configured({}),
    get: () => model,
    windowOf: () => ({ tokens: window, isKnown: true }),
  };
}

/** In UTF-16 units of JSON. */
export const promptUnits = (prompt: LanguageModelV4Prompt): number =>
  prompt.reduce((sum, { content }) => sum + JSON.stringify(content).length, 0);
