/** How a model of a provider is reached. */
export interface ProviderSettings {
  apiKey: string;
  /** Of the provider itself or of any server that speaks its API. */
  baseUrl?: string;
  model: string;
  /** Which of OpenAI's APIs the server is asked by; by default the one that its host is known for. */
  api?: OpenAiApi;
  /** How much a model thinks before it answers: one of the words that its server knows, e.g. `low`. */
  effort?: string;
  /** Anthropic's models: at most so many tokens of thought, or as many as the model sees fit; none if not given. */
  thinking?: number | 'adaptive';
}

export type OpenAiApi = 'responses' | 'chat';
