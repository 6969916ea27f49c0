import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import { defaultSettingsMiddleware, extractReasoningMiddleware, wrapLanguageModel } from 'ai';
import type { ProviderSettings } from './provider.ts';

/** The chat completions API: the one that Ollama, LM Studio, vLLM and gateways speak. */
export function compatibleModel({
  apiKey,
  baseUrl,
  model,
  effort,
}: ProviderSettings & { baseUrl: string }): LanguageModelV4 {
  // The package sends a model's reasoning back as `reasoning_content`, as it came.
  const provider = createOpenAICompatible({ name, apiKey, baseURL: baseUrl, includeUsage: true });
  const settings = effort === undefined ? {} : { providerOptions: { [name]: { reasoningEffort: effort } } };
  return wrapLanguageModel({
    model: provider.chatModel(model),
    middleware: [
      defaultSettingsMiddleware({ settings }),
      // Servers that do not know a model's format send its reasoning as part of the text.
      extractReasoningMiddleware({ tagName: 'think' }),
    ],
  });
}

const name = 'openaiCompatible';
