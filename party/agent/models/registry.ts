import type { LanguageModelV4 } from '@ai-sdk/provider';
import { builtInModel } from '../../../shared/chat.ts';
import { errorMessage } from '../../../shared/errors.ts';
import { anthropicModel } from './anthropic.ts';
import { commandModel } from './commands/model.ts';
import { openAiModel } from './openai.ts';
import { withNumberedReads } from './numbered-reads.ts';
import { readOpenAiApi, readThinking } from '../../../shared/model-settings.ts';
import { withReasonsLogged } from './provider-reasons.ts';
import type { ProviderSettings } from './provider.ts';
import { listPriceOf } from './price-list.ts';
import { type Price, readPrices } from './prices.ts';
import { type ContextWindow, contextWindow, readWindows } from './windows.ts';

type Provider = 'OPENAI' | 'ANTHROPIC';
export type ModelEnv = Partial<
  Record<
    | `${Provider}_${'API_KEY' | 'BASE_URL' | 'MODEL'}`
    | 'OPENAI_API'
    | 'OPENAI_REASONING_EFFORT'
    | 'ANTHROPIC_THINKING_TOKENS'
    | 'MODEL_PRICES'
    | 'MODEL_WINDOWS',
    string | undefined
  >
>;

export interface Models {
  /** What a room may choose from. */
  names: string[];
  /** What a room uses until it chooses: the first model that has a key, else the built-in commands. */
  default: string;
  /** A name that is not configured any more gives the default. */
  get(name: string): LanguageModelV4;
  /** A model's price, as configured or else as listed, if it is known. */
  priceOf(name: string): Price | undefined;
  /** A model's context window; undefined for the built-in commands, which take any prompt. */
  windowOf(name: string): ContextWindow | undefined;
}

const providers: {
  provider: Provider;
  usual: string;
  make: (settings: ProviderSettings) => LanguageModelV4;
  /** What the provider's own variables say. */
  options: (env: ModelEnv) => Partial<ProviderSettings>;
}[] = [
  { provider: 'OPENAI', usual: 'gpt-5.1', make: openAiModel, options: openAiOptions },
  { provider: 'ANTHROPIC', usual: 'claude-sonnet-5-5', make: anthropicModel, options: anthropicOptions },
];

function openAiOptions(env: ModelEnv): Partial<ProviderSettings> {
  const api = orDefault(() => readOpenAiApi(env.OPENAI_API));
  const effort = env.OPENAI_REASONING_EFFORT?.trim();
  return { ...(api && { api }), ...(effort && { effort }) };
}

function anthropicOptions(env: ModelEnv): Partial<ProviderSettings> {
  const thinking = orDefault(() => readThinking(env.ANTHROPIC_THINKING_TOKENS));
  return thinking === undefined ? {} : { thinking };
}

/** A setting that cannot be read must not take the rooms down. */
function orDefault<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    console.warn('tandem: a setting is ignored:', errorMessage(error));
    return undefined;
  }
}

/** The models that this server is set up for. Keys stay in here. */
export function configured(env: ModelEnv): Models {
  const makers = new Map<string, () => LanguageModelV4>();
  for (const { provider, usual, make, options } of providers) {
    const apiKey = env[`${provider}_API_KEY`]?.trim();
    if (!apiKey) continue;
    const baseUrl = env[`${provider}_BASE_URL`]?.trim();
    for (const model of namesIn(env[`${provider}_MODEL`], usual)) {
      const settings = { apiKey, model, ...(baseUrl ? { baseUrl } : {}), ...options(env) };
      makers.set(model, () => withNumberedReads(withReasonsLogged(make(settings), apiKey)));
    }
  }
  makers.set(builtInModel, () => commandModel);
  const prices = readPrices(env.MODEL_PRICES);
  const windows = readWindows(env.MODEL_WINDOWS);
  const names = [...makers.keys()];
  const [first = builtInModel] = names;
  return {
    names,
    default: first,
    get: (name) => (makers.get(name) ?? makers.get(first) ?? (() => commandModel))(),
    priceOf: (name) => prices.get(name) ?? listPriceOf(name),
    windowOf: (name) => (name === builtInModel ? undefined : contextWindow(name, windows.get(name))),
  };
}

/** Names of models, separated by commas. */
function namesIn(list: string | undefined, usual: string): string[] {
  const names = (list ?? '').split(',').flatMap((name) => name.trim() || []);
  return names.length > 0 ? names : [usual];
}
