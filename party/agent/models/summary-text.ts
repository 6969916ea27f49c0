import type { LanguageModelV4Message } from '@ai-sdk/provider';

/** No message of a person begins like this: each names its author first. */
const heading = 'Summary of what was said and done until here, which is too long to be repeated:\n\n';

/**
 * What an answer below a summary lacks because the summary takes it in: `next` the beginning of the answer to the request
 * right below, `other` that of another one, `all` the whole answer to the last request, which goes on.
 */
export type TakenIn = 'none' | 'next' | 'other' | 'all';

const notes: Record<TakenIn, string> = {
  none: '',
  next: '\n\n(The first steps of your answer to the request below, with all calls, are part of this summary. Go on from there.)',
  other: '\n\n(The first steps of one of your answers below, with all calls, are part of this summary.)',
  all: '\n\n(What you have answered so far to the last request below, with all calls, is part of this summary. Go on from there.)',
};

/** A summary as a model is told it, in place of what it summarises. */
export const summaryText = (summary: string, taken: TakenIn): string => heading + summary + notes[taken];

/** Whether a message is a {@link summaryText}. */
export function isSummary({ role, content }: LanguageModelV4Message): boolean {
  if (role !== 'user') return false;
  const [first] = content;
  return first?.type === 'text' && first.text.startsWith(heading);
}
