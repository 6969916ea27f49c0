import { createOpenAI } from '@ai-sdk/openai';
import type { LanguageModelV4 } from '@ai-sdk/provider';

export interface OpenAiSettings {
  apiKey: string;
  /** Of OpenAI itself or of any server that speaks its API, `/v1` included. */
  baseUrl?: string;
  model: string;
}

/** The chat completions API: the one that Ollama, LM Studio, vLLM and gateways speak too. */
export function openAiModel({ apiKey, baseUrl, model }: OpenAiSettings): LanguageModelV4 {
  const provider = createOpenAI({ apiKey, ...(baseUrl === undefined ? {} : { baseURL: baseUrl }) });
  return provider.chat(model);
}
