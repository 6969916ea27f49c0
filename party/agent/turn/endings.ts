import { isToolUIPart, type UIMessage } from 'ai';
import { agentLimits } from '../../../shared/limits.ts';
import { lengthReason } from '../models/continuation-note.ts';
import { metadataOf } from './messages.ts';
import type { Ended, TurnControl } from './turn-control.ts';

/** What ends a turn early without a failure or a refusal, which have sentences of their own. */
export type Ending = Exclude<Ended, 'failed' | 'limit'>;

/** What a turn says at its end when it ended early. */
export const endingMessage = (ended: Ending, control: Pick<TurnControl, 'by' | 'limits'>): string =>
  endingMessages[ended](control);

const endingMessages: Record<Ending, (control: Pick<TurnControl, 'by' | 'limits'>) => string> = {
  stopped: ({ by }) => `Stopped${by === undefined ? '' : ` by ${by}`}. Changes so far were kept.`,
  time: ({ limits: { minutes } }) =>
    `Stopped after ${counted(minutes, 'minute')}: turn limit reached. Continue goes on from there.`,
  steps: ({ limits: { steps } }) =>
    `Stopped after ${counted(steps, 'step')}: turn limit reached. Continue goes on from there.`,
  tokens: () =>
    `Stopped after ${agentLimits.maxTurnTokens.toLocaleString('en')} tokens: turn limit reached. Continue goes on from there.`,
  length: () =>
    'The answer breaks off here: it has reached the longest that the model may give at once. Continue goes on from there.',
  filtered: () =>
    'The model’s provider withheld the rest of this answer. Ask in other words, or choose another model.',
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Why an answer was cut off, in words for the model. */
export const cutReasons: Record<Ended, string> = {
  stopped: 'somebody stopped it',
  time: 'its time was over',
  steps: 'it had used up its steps',
  tokens: 'it had used up its tokens',
  limit: 'the room had used up what it may use',
  length: lengthReason,
  filtered: 'its rest was withheld',
  failed: 'something failed',
};

/**
 * An answer that was cut off, for the model that goes on with it: without the sentences at its end that say why it ended
 * early, which are not the model's, and without empty texts.
 */
export function cutAnswer(answer: UIMessage): UIMessage {
  const data = metadataOf(answer);
  const sentences = data?.ended === undefined ? 0 : data.leftOut === undefined ? 1 : 2;
  const texts = answer.parts.filter(({ type }) => type === 'text');
  const endings = new Set<unknown>(texts.slice(texts.length - sentences));
  const isOwn = (part: UIMessage['parts'][number]): boolean =>
    part.type !== 'reasoning' && !endings.has(part) && !(part.type === 'text' && part.text.trim() === '');
  const parts = answer.parts.filter(isOwn);
  return { ...answer, parts: endsInCall(parts) ? [...parts, ...cutOff] : parts };
}

/**
 * Stands behind the result of a last call. Anthropic takes what comes directly after one for the same turn, in which it
 * demands the thoughts before the call, and they are not kept.
 */
const cutOff: UIMessage['parts'] = [{ type: 'step-start' }, { type: 'text', text: '(Cut off here.)' }];

const endsInCall = (parts: UIMessage['parts']): boolean => {
  const last = parts.findLast(({ type }) => type !== 'step-start');
  return last !== undefined && isToolUIPart(last);
};
