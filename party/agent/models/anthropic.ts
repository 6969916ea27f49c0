import { type AnthropicLanguageModelOptions, createAnthropic } from '@ai-sdk/anthropic';
import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { wrapLanguageModel } from 'ai';
import { modelLimits } from '../../../shared/limits.ts';
import type { ProviderSettings } from './provider.ts';

/** Anthropic's messages API. */
export function anthropicModel({ apiKey, baseUrl, model, thinking }: ProviderSettings): LanguageModelV4 {
  const provider = createAnthropic({
    apiKey,
    ...(baseUrl === undefined ? {} : { baseURL: withVersion(baseUrl) }),
  });
  // The package knows the maximum of Claude models; of others it would take half of this.
  const limit = model.includes('claude-') ? {} : { maxOutputTokens: modelLimits.maxOutputTokens };
  return wrapLanguageModel({
    model: provider.languageModel(model),
    middleware: {
      specificationVersion: 'v4',
      transformParams: async ({ params }) => {
        const anthropic = { ...thinkingFor(params.prompt, thinking) };
        return { ...withCaching(params), ...limit, providerOptions: { anthropic } };
      },
    },
  });
}

/** Other programs read this variable as the server's address without `/v1`. */
function withVersion(baseUrl: string): string {
  const url = baseUrl.replace(/\/+$/, '');
  return url.endsWith('/v1') ? url : `${url}/v1`;
}

const cached = { anthropic: { cacheControl: { type: 'ephemeral' } } };

/**
 * Has the provider cache what the next step sends again: the tools, the instructions, and the conversation up to here. The
 * provider finds an earlier mark only a few blocks before one of these. So that the next turn finds the one at which a
 * long turn began, whose thoughts are gone by then, the message of a person before the last has a mark, too.
 */
function withCaching(params: LanguageModelV4CallOptions): LanguageModelV4CallOptions {
  const { prompt, tools } = params;
  const last = prompt.length - 1;
  const people = prompt.flatMap(({ role }, at) => (role === 'user' ? [at] : []));
  const marked = [last, people.at(-2)];
  return {
    ...params,
    prompt: prompt.map((message, at) =>
      message.role === 'system' || marked.includes(at) ? { ...message, providerOptions: cached } : message,
    ),
    ...(tools && {
      tools: tools.map((tool, at) =>
        tool.type === 'function' && at === tools.length - 1 ? { ...tool, providerOptions: cached } : tool,
      ),
    }),
  };
}

function thinkingFor(
  prompt: LanguageModelV4Prompt,
  thinking: ProviderSettings['thinking'],
): Pick<AnthropicLanguageModelOptions, 'thinking'> {
  if (thinking === undefined) return {};
  // By default the newer models send the signatures of their thoughts only.
  if (thinking === 'adaptive') return { thinking: { type: 'adaptive', display: 'summarized' } };
  return hasLostThought(prompt) ? {} : { thinking: { type: 'enabled', budgetTokens: thinking } };
}

/**
 * Whether the thought of this turn's first step is lost, as after a kill: with a budget for thinking, a turn that has
 * called tools must begin with its signed thought. The later steps may have none.
 */
function hasLostThought(prompt: LanguageModelV4Prompt): boolean {
  const turn = prompt.slice(prompt.findLastIndex(({ role }) => role === 'user') + 1);
  const step = turn.find((message) => message.role === 'assistant');
  const first = step?.content.find(({ type }) => type !== 'custom');
  return first !== undefined && (first.type !== 'reasoning' || first.providerOptions === undefined);
}
