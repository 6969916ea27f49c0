import type { LanguageModelV4Message } from '@ai-sdk/provider';
import { visibleLine } from '../../../shared/hidden.ts';
import { isSummary } from './summary-text.ts';

/** Longer than a name may be: nobody's message, which begins with their name, can pass for a note. */
const beginning = 'Go on with your answer, which was cut off because ';

/**
 * Tells the model to go on with the answer before it, which was cut off. It stands in the prompt like a message of a
 * person: providers refuse a prompt that ends with a half answer.
 * @param why it was cut off, as in `because …`
 * @param by the name of who lets it go on
 * @param isUndone whether people have undone some of what it did
 */
export function continuationNote(why: string, by?: string, isUndone = false): string {
  const done = isUndone
    ? 'People have undone what is said above; all else that your calls have done stays done. Read files before you rely on them.'
    : 'What your calls have done stays done, and files have what was typed.';
  return [
    `${beginning}${why}${by === undefined ? '' : `; ${visibleLine(by)} lets you go on`}.`,
    `Continue exactly where it stopped, without repeating what it says and without a new beginning. ${done} A call without a result was interrupted: look at what it did before you make it again.`,
  ].join('\n');
}

/** What the model is told when its answer had reached the longest length. */
export const lengthReason = 'it had reached the longest that you may write at once; write in smaller parts';

/** Whether a message tells the model to go on with the same text. */
export const isLengthNote = ({ role, content }: LanguageModelV4Message): boolean => {
  const [first] = role === 'user' ? content : [];
  return first?.type === 'text' && first.text === continuationNote(lengthReason);
};

/** Whether a message is such a note, and no request of a person. */
export function isContinuationNote({ role, content }: LanguageModelV4Message): boolean {
  // What a person's message mentions follows in further texts, which may contain anything.
  const [first] = role === 'user' ? content : [];
  return first?.type === 'text' && first.text.startsWith(beginning);
}

/** Whether a message is a person's. */
export const isRequest = (message: LanguageModelV4Message): boolean =>
  message.role === 'user' && !isContinuationNote(message) && !isSummary(message);
