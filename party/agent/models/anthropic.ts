import { createAnthropic } from '@ai-sdk/anthropic';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { ProviderSettings } from './provider.ts';

/** Anthropic's messages API. */
export function anthropicModel({ apiKey, baseUrl, model }: ProviderSettings): LanguageModelV4 {
  const provider = createAnthropic({
    apiKey,
    ...(baseUrl === undefined ? {} : { baseURL: withVersion(baseUrl) }),
  });
  return provider.languageModel(model);
}

/** Other programs read this variable as the server's address without `/v1`. */
function withVersion(baseUrl: string): string {
  const url = baseUrl.replace(/\/+$/, '');
  return url.endsWith('/v1') ? url : `${url}/v1`;
}
