import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { wrapLanguageModel } from 'ai';
import { isBuiltIn } from './commands/model.ts';
import { unitsPerToken } from './fit-prompt.ts';
import type { Models } from './registry.ts';
import type { Price } from './prices.ts';
import type { RoomBudget } from './room-budget.ts';

type Budget = Pick<RoomBudget, 'begin'>;
/** Counts one more call of a model. @throws TandemError `rate_limited` */
type BeginCall = () => Promise<void>;

/**
 * Models that count each call before it is made, and refuse it when that is too much. The built-in commands
 * cost nothing.
 */
export const budgeted = (models: Models, budget: Budget, beginCall: BeginCall): Models => ({
  ...models,
  get: (name) => {
    const model = models.get(name);
    return isBuiltIn(model) ? model : counted(model, models.priceOf(model.modelId), budget, beginCall);
  },
});

const counted = (
  model: LanguageModelV4,
  price: Price | undefined,
  budget: Budget,
  beginCall: BeginCall,
): LanguageModelV4 =>
  wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: 'v4',
      wrapStream: async ({ doStream, params }) => {
        const sent = Math.ceil(JSON.stringify(params.prompt).length / unitsPerToken);
        // Counted before anything is waited for: calls at the same time must not all find the same tokens left.
        const settle = budget.begin(model.modelId, price, sent);
        const counting = new TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart>({
          transform: (part, controller) => {
            if (part.type === 'finish') {
              const { inputTokens, outputTokens } = part.usage;
              settle({
                inputTokens: inputTokens.total ?? sent,
                cachedTokens: inputTokens.cacheRead ?? 0,
                outputTokens: outputTokens.total ?? 0,
              });
            }
            controller.enqueue(part);
          },
        });
        try {
          await beginCall();
          const result = await doStream();
          return { ...result, stream: result.stream.pipeThrough(counting) };
        } catch (error) {
          settle(undefined);
          throw error;
        }
      },
    },
  });
