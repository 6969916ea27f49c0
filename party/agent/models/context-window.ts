import type { LanguageModelV4, LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { wrapLanguageModel } from 'ai';
import { agentLimits } from '../../../shared/limits.ts';
import { requestsIn, shorten } from './shorten-prompt.ts';

/** About how many UTF-16 units of JSON are one token. */
export const unitsPerToken = 4;

/**
 * Room is made in steps of this part of what fits: more than is needed at first, so that the next prompts begin alike and
 * the provider's cache still has them.
 */
const stepsOfWindow = 4;

export interface FittedPrompt {
  prompt: LanguageModelV4Prompt;
  /** How many of the oldest requests are left out, with their answers. */
  leftOut: number;
}

/** A model for one turn that is given what fits into its window. @param maxTokens of a prompt, estimated */
export function withContextWindow(
  model: LanguageModelV4,
  maxTokens = Infinity,
): {
  model: LanguageModelV4;
  /** How many of the oldest requests were left out of the last call. */
  leftOut(): number;
} {
  let last = 0;
  return {
    leftOut: () => last,
    model: wrapLanguageModel({
      model,
      middleware: {
        specificationVersion: 'v4',
        transformParams: async ({ params }) => {
          const { prompt, leftOut } = fitPrompt(params.prompt, maxTokens);
          last = leftOut;
          return { ...params, prompt };
        },
      },
    }),
  };
}

/** First the oldest outputs of tools are left out, which can be asked for again, then the oldest requests. */
export function fitPrompt(prompt: LanguageModelV4Prompt, maxTokens: number): FittedPrompt {
  const max = maxTokens * unitsPerToken;
  const whole = sizeOf(prompt);
  if (whole <= max) return { prompt, leftOut: 0 };
  const blanked = withoutOldOutputs(prompt, inSteps(whole - max, max));
  const rest = sizeOf(blanked);
  return rest <= max
    ? { prompt: blanked, leftOut: 0 }
    : withoutOldRequests(blanked, inSteps(rest - max, max));
}

const inSteps = (units: number, max: number): number => {
  const step = max / stepsOfWindow;
  return Math.ceil(units / step) * step;
};

const sizeOf = (messages: readonly LanguageModelV4Message[]): number =>
  messages.reduce((sum, { content }) => sum + JSON.stringify(content).length, 0);

/** @param units how much to leave out; the newest stay in any case */
function withoutOldOutputs(prompt: LanguageModelV4Prompt, units: number): LanguageModelV4Prompt {
  const outputs = prompt.flatMap((message) =>
    message.role === 'tool' ? message.content.filter((part) => part.type === 'tool-result') : [],
  );
  const blanked = new Set<unknown>();
  let left = units;
  for (const part of outputs.slice(0, -agentLimits.keptToolOutputs)) {
    if (left <= 0) break;
    const { length } = JSON.stringify(part.output);
    if (length <= agentLimits.shortToolOutput) continue;
    blanked.add(part);
    left -= length;
  }
  return prompt.map((message) => {
    if (message.role !== 'tool') return message;
    const content = message.content.map((part) =>
      part.type === 'tool-result' && blanked.has(part)
        ? {
            ...part,
            output: { type: 'text' as const, value: leftOutNote(JSON.stringify(part.output).length) },
          }
        : part,
    );
    return { ...message, content };
  });
}

const leftOutNote = (length: number): string =>
  `Left out here to make room (${length} characters). Call the tool again if it is needed.`;

/** @param units how much to leave out; the last request stays in any case */
function withoutOldRequests(prompt: LanguageModelV4Prompt, units: number): FittedPrompt {
  const requests = requestsIn(prompt);
  let left = units;
  let leftOut = 0;
  while (left > 0 && leftOut < requests.length - 1) {
    left -= sizeOf(prompt.slice(requests[leftOut], requests[leftOut + 1]));
    leftOut++;
  }
  return shorten(prompt, { keep: requests.length - 1 - leftOut, truncateOutputs: false });
}
