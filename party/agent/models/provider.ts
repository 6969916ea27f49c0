/** How a model of a provider is reached. */
export interface ProviderSettings {
  apiKey: string;
  /** Of the provider itself or of any server that speaks its API. */
  baseUrl?: string;
  model: string;
}
