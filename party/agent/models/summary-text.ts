import type { LanguageModelV4Message } from '@ai-sdk/provider';

/** No message of a person begins like this: each names its author first. */
const heading = 'Summary of what was said and done until here, which is too long to be repeated:\n\n';

/**
 * A summary as a model is told it, in place of what it summarises.
 * @param steps how many steps of the answer to the request after it are part of it; `all` when the answer to the last
 * request is, and goes on
 */
export function summaryText(summary: string, steps: number | 'all' = 0): string {
  if (steps === 0) return heading + summary;
  const what =
    steps === 'all'
      ? 'What you have answered so far to the last request below, with all calls, is'
      : `The first ${steps === 1 ? 'step' : `${steps} steps`} of your answer to the request below, with all calls, are`;
  return `${heading}${summary}\n\n(${what} part of this summary. Go on from there.)`;
}

/** Whether a message is a {@link summaryText}. */
export function isSummary({ role, content }: LanguageModelV4Message): boolean {
  if (role !== 'user') return false;
  const [first] = content;
  return first?.type === 'text' && first.text.startsWith(heading);
}
