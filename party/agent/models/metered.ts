import type { LanguageModelV4, LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider';
import { wrapLanguageModel } from 'ai';

/** A model that reports its calls: `onCall` as each one begins, `onUsage` when its answer gives the usage. */
export const metered = (
  model: LanguageModelV4,
  { onCall, onUsage }: { onCall: () => void; onUsage: (usage: LanguageModelV4Usage) => void },
): LanguageModelV4 =>
  wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: 'v4',
      wrapStream: async ({ doStream }) => {
        onCall();
        const result = await doStream();
        const counting = new TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart>({
          transform: (part, controller) => {
            if (part.type === 'finish') onUsage(part.usage);
            controller.enqueue(part);
          },
        });
        return { ...result, stream: result.stream.pipeThrough(counting) };
      },
    },
  });
