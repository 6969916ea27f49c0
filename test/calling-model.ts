import type { LanguageModelV4, LanguageModelV4Prompt, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { MockLanguageModelV4, simulateReadableStream } from 'ai/test';
import { outputsOf, type TurnHarness } from './turn-harness.ts';

let made = 0;

/** What a model answers in one step. */
export interface ScriptedStep {
  text?: string;
  /** An input that is a string is sent as it is, even if it is not JSON. */
  calls?: [tool: string, input: unknown][];
  finish?: 'stop' | 'length' | 'content-filter' | 'tool-calls';
}

/** A model that answers these steps. @param onPrompt called with the prompt of each step, before its answer */
export function steppingModel(
  steps: readonly ScriptedStep[],
  onPrompt: (prompt: LanguageModelV4Prompt) => void = () => undefined,
): LanguageModelV4 {
  let at = 0;
  const usage = {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 1, text: 1, reasoning: 0 },
  };
  return new MockLanguageModelV4({
    doStream: async ({ prompt }) => {
      onPrompt(prompt);
      const { text, calls = [], finish = calls.length > 0 ? 'tool-calls' : 'stop' } = steps[at++] ?? {};
      const parts: LanguageModelV4StreamPart[] = calls.map(([toolName, input]) => ({
        type: 'tool-call',
        toolCallId: `call-${++made}`,
        toolName,
        input: typeof input === 'string' ? input : JSON.stringify(input),
      }));
      const said: LanguageModelV4StreamPart[] =
        text === undefined
          ? []
          : [
              { type: 'text-start', id: '0' },
              { type: 'text-delta', id: '0', delta: text },
              { type: 'text-end', id: '0' },
            ];
      return {
        stream: simulateReadableStream({
          initialDelayInMs: null,
          chunkDelayInMs: null,
          chunks: [
            { type: 'stream-start', warnings: [] },
            ...said,
            ...parts,
            { type: 'finish', usage, finishReason: { unified: finish, raw: undefined } },
          ],
        }),
      };
    },
  });
}

/** Runs an agent that makes these calls, one a step. @returns what the tools answer. */
export const outputs = async (
  harness: TurnHarness,
  ...calls: [tool: string, input: object][]
): Promise<unknown[]> =>
  outputsOf(await harness.take(steppingModel(calls.map((call) => ({ calls: [call] }))), 'go'));
