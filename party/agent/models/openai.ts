import { createOpenAI } from '@ai-sdk/openai';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { ProviderSettings } from './provider.ts';

/** The chat completions API: the one that Ollama, LM Studio, vLLM and gateways speak too. */
export function openAiModel({ apiKey, baseUrl, model }: ProviderSettings): LanguageModelV4 {
  const provider = createOpenAI({ apiKey, ...(baseUrl === undefined ? {} : { baseURL: baseUrl }) });
  return provider.chat(model);
}
