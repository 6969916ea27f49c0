import { createOpenAI, type OpenAILanguageModelResponsesOptions } from '@ai-sdk/openai';
import { APICallError, type LanguageModelV4 } from '@ai-sdk/provider';
import { wrapLanguageModel } from 'ai';
import { compatibleModel } from './compatible.ts';
import type { OpenAiApi, ProviderSettings } from './provider.ts';

/** OpenAI itself by its Responses API, any other server by chat completions. */
export const openAiModel = (settings: ProviderSettings): LanguageModelV4 =>
  (settings.api ?? apiOf(settings.baseUrl)) === 'responses'
    ? responsesModel(settings)
    : compatibleModel({ ...settings, baseUrl: settings.baseUrl ?? openAiUrl });

const openAiUrl = 'https://api.openai.com/v1';

/** Also for OpenAI's regional hosts, such as `eu.api.openai.com`. */
function apiOf(baseUrl = openAiUrl): OpenAiApi {
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : '';
  return `.${host}`.endsWith('.api.openai.com') ? 'responses' : 'chat';
}

/**
 * Nothing is stored at OpenAI (`store: false`): a model's reasoning comes back encrypted, and goes out again with the
 * later steps of the same turn.
 */
function responsesModel({ apiKey, baseUrl, model, effort }: ProviderSettings): LanguageModelV4 {
  const provider = createOpenAI({ apiKey, ...(baseUrl === undefined ? {} : { baseURL: baseUrl }) });
  let summary = withoutReasoning.test(model) ? null : 'auto';
  const options = (): OpenAILanguageModelResponsesOptions => ({
    store: false,
    reasoningSummary: summary,
    ...(effort === undefined ? {} : { reasoningEffort: effort }),
  });
  return wrapLanguageModel({
    model: provider.responses(model),
    middleware: {
      specificationVersion: 'v4',
      wrapStream: async ({ model: inner, params }) => {
        const ask = () => inner.doStream({ ...params, providerOptions: { openai: { ...options() } } });
        try {
          return await ask();
        } catch (error) {
          if (summary === null || !refusesSummary(error)) throw error;
          summary = null;
          return await ask();
        }
      },
    },
  });
}

/** Older models, for which the provider's package would log each call that asks for a summary. */
const withoutReasoning = /^(?:ft:)?(?:gpt-[34]|chatgpt-)/;

/** OpenAI summarizes a model's reasoning only for organizations that have proved who they are. */
const refusesSummary = (error: unknown): boolean =>
  APICallError.isInstance(error) &&
  error.statusCode === 400 &&
  /reasoning\.summary|reasoning summar/i.test(error.responseBody ?? '');
