import type { LanguageModelV4 } from '@ai-sdk/provider';
import { MockLanguageModelV4, simulateReadableStream } from 'ai/test';
import { outputsOf, type TurnHarness } from './turn-harness.ts';

let made = 0;
/** A model that makes these calls, one a step, and then ends. */
function calling(...calls: [tool: string, input: object][]): LanguageModelV4 {
  const usage = {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 1, text: 1, reasoning: 0 },
  };
  return new MockLanguageModelV4({
    doStream: async () => {
      const [toolName, input] = calls.shift() ?? [];
      const call =
        toolName === undefined
          ? []
          : [
              {
                type: 'tool-call' as const,
                toolCallId: `call-${++made}`,
                toolName,
                input: JSON.stringify(input),
              },
            ];
      return {
        stream: simulateReadableStream({
          initialDelayInMs: null,
          chunkDelayInMs: null,
          chunks: [
            { type: 'stream-start', warnings: [] },
            ...call,
            {
              type: 'finish',
              usage,
              finishReason: { unified: call.length > 0 ? 'tool-calls' : 'stop', raw: undefined },
            },
          ],
        }),
      };
    },
  });
}
/** Runs an agent that makes these calls, one a step. @returns what the tools answer. */
export const outputs = async (harness: TurnHarness, ...calls: [string, object][]): Promise<unknown[]> =>
  outputsOf(await harness.take(calling(...calls), 'go'));
