import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import { contextLimits } from '../../../shared/limits.ts';
import { lengthOf, sizeOf } from './prompt-size.ts';
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

/**
 * First the oldest outputs of tools are left out, which can be asked for again, then all of them but the newest, then the
 * oldest requests.
 */
export function fitPrompt(prompt: LanguageModelV4Prompt, maxTokens: number): FittedPrompt {
  const max = maxTokens * unitsPerToken;
  for (const kept of [Infinity, contextLimits.keptToolOutputs, 1]) {
    const fitted = withoutOldOutputs(prompt, maxTokens, kept);
    if (fitted) return { prompt: fitted, leftOut: 0 };
  }
  const bare = blank(prompt, Infinity, 1);
  return withoutOldRequests(bare, inSteps(sizeOf(bare) - max, max));
}

/** The prompt without its oldest outputs of tools; undefined if it doesn't fit even so. @param kept how many stay */
export function withoutOldOutputs(
  prompt: LanguageModelV4Prompt,
  maxTokens: number,
  kept: number = contextLimits.keptToolOutputs,
): LanguageModelV4Prompt | undefined {
  const max = maxTokens * unitsPerToken;
  const whole = sizeOf(prompt);
  if (whole <= max) return prompt;
  const blanked = blank(prompt, inSteps(whole - max, max), kept);
  return sizeOf(blanked) <= max ? blanked : undefined;
}

const inSteps = (units: number, max: number): number => {
  const step = max / stepsOfWindow;
  return Math.ceil(units / step) * step;
};

/** @param units how much to leave out; the `kept` newest stay in any case */
function blank(prompt: LanguageModelV4Prompt, units: number, kept: number): LanguageModelV4Prompt {
  const outputs = prompt.flatMap((message) =>
    message.role === 'tool' ? message.content.filter((part) => part.type === 'tool-result') : [],
  );
  const blanked = new Set<unknown>();
  let left = units;
  for (const part of outputs.slice(0, Math.max(0, outputs.length - kept))) {
    if (left <= 0) break;
    const length = lengthOf(part.output);
    if (length <= contextLimits.shortToolOutput) continue;
    blanked.add(part);
    left -= length;
  }
  return prompt.map((message) => {
    if (message.role !== 'tool') return message;
    const content = message.content.map((part) =>
      part.type === 'tool-result' && blanked.has(part)
        ? {
            ...part,
            output: { type: 'text' as const, value: leftOutNote(lengthOf(part.output)) },
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
