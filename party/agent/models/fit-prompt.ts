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
    const fitted = withoutOldOutputs(prompt, maxTokens, kept).prompt;
    if (sizeOf(fitted) <= max) return { prompt: fitted, leftOut: 0 };
  }
  const bare = blank(prompt, Infinity, 1).prompt;
  return withoutOldRequests(bare, inSteps(sizeOf(bare) - max, max));
}

/**
 * Whether a prompt fits without its oldest outputs of tools, and leaves room for more steps. Otherwise each step would
 * leave out one more, and no prompt would begin like the one before.
 */
export function fitsWithoutOldOutputs(prompt: LanguageModelV4Prompt, maxTokens: number): boolean {
  const { prompt: fitted, missing } = withoutOldOutputs(prompt, maxTokens, contextLimits.keptToolOutputs);
  return missing <= 0 && sizeOf(fitted) <= maxTokens * unitsPerToken;
}

/** The prompt without its oldest outputs of tools, if it is too long. @param kept how many stay */
function withoutOldOutputs(prompt: LanguageModelV4Prompt, maxTokens: number, kept: number): Blanked {
  const max = maxTokens * unitsPerToken;
  const whole = sizeOf(prompt);
  return whole <= max ? { prompt, missing: 0 } : blank(prompt, inSteps(whole - max, max), kept);
}

const inSteps = (units: number, max: number): number => {
  const step = max / stepsOfWindow;
  return Math.ceil(units / step) * step;
};

interface Blanked {
  prompt: LanguageModelV4Prompt;
  /** How much more should have been left out, in UTF-16 units. */
  missing: number;
}

/** @param units how much to leave out; the `kept` newest stay in any case */
function blank(prompt: LanguageModelV4Prompt, units: number, kept: number): Blanked {
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
  const shorter = prompt.map((message) => {
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
  return { prompt: shorter, missing: left };
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
