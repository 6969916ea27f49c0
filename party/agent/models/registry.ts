import type { LanguageModelV4 } from '@ai-sdk/provider';
import { builtInModel } from '../../../shared/chat.ts';
import { anthropicModel } from './anthropic.ts';
import { commandModel } from './commands/model.ts';
import { openAiModel } from './openai.ts';
import { withNumberedReads } from './numbered-reads.ts';
import type { ProviderSettings } from './provider.ts';
import { type Price, readPrices } from './prices.ts';

type Provider = 'OPENAI' | 'ANTHROPIC';
export type ModelEnv = Partial<
  Record<`${Provider}_${'API_KEY' | 'BASE_URL' | 'MODEL'}` | 'MODEL_PRICES', string | undefined>
>;

export interface Models {
  /** What a room may choose from. */
  names: string[];
  /** What a room uses until it chooses: the first model that has a key, else the built-in commands. */
  default: string;
  /** A name that is not configured any more gives the default. */
  get(name: string): LanguageModelV4;
  /** A model's price, if configured. */
  priceOf(name: string): Price | undefined;
}

const providers: {
  provider: Provider;
  usual: string;
  make: (settings: ProviderSettings) => LanguageModelV4;
}[] = [
  { provider: 'OPENAI', usual: 'gpt-5.1', make: openAiModel },
  { provider: 'ANTHROPIC', usual: 'claude-sonnet-5-5', make: anthropicModel },
];

/** The models that this server is set up for. Keys stay in here. */
export function configured(env: ModelEnv): Models {
  const makers = new Map<string, () => LanguageModelV4>();
  for (const { provider, usual, make } of providers) {
    const apiKey = env[`${provider}_API_KEY`]?.trim();
    if (!apiKey) continue;
    const baseUrl = env[`${provider}_BASE_URL`]?.trim();
    for (const model of namesIn(env[`${provider}_MODEL`], usual)) {
      makers.set(model, () => withNumberedReads(make({ apiKey, model, ...(baseUrl ? { baseUrl } : {}) })));
    }
  }
  makers.set(builtInModel, () => commandModel);
  const prices = readPrices(env.MODEL_PRICES);
  const names = [...makers.keys()];
  const [first = builtInModel] = names;
  return {
    names,
    default: first,
    get: (name) => (makers.get(name) ?? makers.get(first) ?? (() => commandModel))(),
    priceOf: (name) => prices.get(name),
  };
}

/** Names of models, separated by commas. */
function namesIn(list: string | undefined, usual: string): string[] {
  const names = (list ?? '').split(',').flatMap((name) => name.trim() || []);
  return names.length > 0 ? names : [usual];
}
