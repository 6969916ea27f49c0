import type { LanguageModelV4 } from '@ai-sdk/provider';
import { commandModel, commandModelName } from './command.ts';
import { openAiModel } from './openai.ts';

export interface ModelEnv {
  OPENAI_API_KEY?: string | undefined;
  OPENAI_BASE_URL?: string | undefined;
  OPENAI_MODEL?: string | undefined;
}

export interface Models {
  /** What a room may choose from. */
  names: string[];
  /** What a room uses that has not chosen: the first that has a key, else the built-in commands. */
  default: string;
  /** A name that is not configured any more gives the default. */
  get(name: string): LanguageModelV4;
}

const defaultOpenAiModel = 'gpt-5.1';

/** The models that this server is set up for. Keys stay in here. */
export function configured(env: ModelEnv): Models {
  const makers = new Map<string, () => LanguageModelV4>();
  const apiKey = env.OPENAI_API_KEY?.trim();
  if (apiKey) {
    const model = env.OPENAI_MODEL?.trim() || defaultOpenAiModel;
    const baseUrl = env.OPENAI_BASE_URL?.trim();
    makers.set(model, () => openAiModel({ apiKey, model, ...(baseUrl ? { baseUrl } : {}) }));
  }
  makers.set(commandModelName, () => commandModel);
  const names = [...makers.keys()];
  const [first = commandModelName] = names;
  return {
    names,
    default: first,
    get: (name) => (makers.get(name) ?? makers.get(first) ?? (() => commandModel))(),
  };
}
