import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { wrapLanguageModel } from 'ai';
import { isBuiltIn } from './commands/model.ts';
import { unitsPerToken } from './context-window.ts';
import type { Models } from './registry.ts';
import { countedTokens } from './token-count.ts';
import type { TokenDay } from './token-day.ts';

interface Budget {
  tokens: TokenDay;
  /** Counts one more call of a model. @throws TandemError `rate_limited` */
  beginCall(): Promise<void>;
}

/**
 * Models that count each call before it is made, and refuse it when that is too much. The built-in commands
 * cost nothing.
 */
export const budgeted = (models: Models, budget: Budget): Models => ({
  ...models,
  get: (name) => {
    const model = models.get(name);
    return isBuiltIn(model) ? model : counted(model, budget);
  },
});

const counted = (model: LanguageModelV4, budget: Budget): LanguageModelV4 =>
  wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: 'v4',
      wrapStream: async ({ doStream, params }) => {
        const { tokens } = budget;
        tokens.assertLeft();
        await budget.beginCall();
        // An interrupted answer never reports its usage: until the answer does, an estimate of the prompt
        // counts.
        const sent = Math.ceil(JSON.stringify(params.prompt).length / unitsPerToken);
        tokens.add(sent);
        const counting = new TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart>({
          transform: (part, controller) => {
            if (part.type === 'finish') {
              const { inputTokens, outputTokens } = part.usage;
              const used = {
                inputTokens: inputTokens.total ?? sent,
                cachedTokens: inputTokens.cacheRead ?? 0,
                outputTokens: outputTokens.total ?? 0,
              };
              tokens.add(Math.round(countedTokens(used)) - sent);
            }
            controller.enqueue(part);
          },
        });
        try {
          const result = await doStream();
          return { ...result, stream: result.stream.pipeThrough(counting) };
        } catch (error) {
          tokens.add(-sent);
          throw error;
        }
      },
    },
  });
