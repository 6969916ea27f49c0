import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, type LanguageModelV4, type LanguageModelV4Prompt } from '@ai-sdk/provider';
import { defaultSettingsMiddleware, type LanguageModelMiddleware, wrapLanguageModel } from 'ai';
import { leadingThought } from './leading-thought.ts';
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
      leadingThought,
      reasoningWhereTaken(),
      alternatingWhereDemanded(),
      ...(hostOf(baseUrl) === 'generativelanguage.googleapis.com' ? [signedForGemini] : []),
    ],
  });
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');

/**
 * Gemini refuses a step whose first call has not the signature that came with it. One that has lost it, by a kill or
 * because another model made the call, gets the word that Google gives for that.
 */
const signedForGemini: LanguageModelMiddleware = {
  specificationVersion: 'v4',
  transformParams: async ({ params }) => ({
    ...params,
    prompt: params.prompt.map((message) => {
      if (message.role !== 'assistant') return message;
      const first = message.content.findIndex(({ type }) => type === 'tool-call');
      const content = message.content.map((part, at) =>
        at === first && part.providerOptions?.[name] === undefined
          ? { ...part, providerOptions: { google: { thoughtSignature: 'skip_thought_signature_validator' } } }
          : part,
      );
      return { ...message, content };
    }),
  }),
};

/** Does without sending reasoning back where the server refuses it: some demand it, some know no such field. */
function reasoningWhereTaken(): LanguageModelMiddleware {
  let isTaken = true;
  return {
    specificationVersion: 'v4',
    wrapStream: async ({ model, params }) => {
      const ask = () =>
        model.doStream(isTaken ? params : { ...params, prompt: withoutReasoning(params.prompt) });
      try {
        return await ask();
      } catch (error) {
        if (!isTaken || !refusesReasoning(error)) throw error;
        isTaken = false;
        return await ask();
      }
    },
  };
}

const withoutReasoning = (prompt: LanguageModelV4Prompt): LanguageModelV4Prompt =>
  prompt.map((message) =>
    message.role === 'assistant'
      ? { ...message, content: message.content.filter(({ type }) => type !== 'reasoning') }
      : message,
  );

const unknownField = /unsupported|not (?:supported|permitted|allowed)|unrecognized|unknown|unexpected/i;
const refusesReasoning = (error: unknown): boolean =>
  APICallError.isInstance(error) &&
  [400, 422].includes(error.statusCode ?? 0) &&
  (error.responseBody ?? '').includes('reasoning_content') &&
  unknownField.test(error.responseBody ?? '');

/**
 * Messages of people in a row are one where the server refuses them: the templates of some models demand that people and
 * model alternate. Elsewhere they stay apart, so that no text of one person passes for a message of another.
 */
function alternatingWhereDemanded(): LanguageModelMiddleware {
  let isDemanded = false;
  return {
    specificationVersion: 'v4',
    wrapStream: async ({ model, params }) => {
      const ask = () =>
        model.doStream(isDemanded ? { ...params, prompt: alternating(params.prompt) } : params);
      try {
        return await ask();
      } catch (error) {
        if (isDemanded || !demandsAlternation(error)) throw error;
        isDemanded = true;
        return await ask();
      }
    },
  };
}

function alternating(prompt: LanguageModelV4Prompt): LanguageModelV4Prompt {
  const joined: LanguageModelV4Prompt = [];
  for (const message of prompt) {
    const before = joined.at(-1);
    if (before?.role !== 'user' || message.role !== 'user') {
      joined.push(message);
      continue;
    }
    // One text: of these servers some take no list.
    const texts = [...before.content, ...message.content].flatMap((part) =>
      part.type === 'text' ? part.text : [],
    );
    joined[joined.length - 1] = { ...before, content: [{ type: 'text', text: texts.join('\n\n') }] };
  }
  return joined;
}

// The first is what templates say, by whatever status their server has for it; the second is DeepSeek’s.
const demandsAlternation = (error: unknown): boolean =>
  APICallError.isInstance(error) &&
  /roles must alternate|successive user/i.test(`${error.message} ${error.responseBody ?? ''}`);

const name = 'openaiCompatible';
