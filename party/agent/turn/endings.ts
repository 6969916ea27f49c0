import { agentLimits } from '../../../shared/limits.ts';
import { brokenOffMessage } from '../models/provider-errors.ts';
import type { Ended, TurnControl } from './turn-control.ts';

/** What a turn says at its end when it ended early. */
export const endingMessage = (ended: Ended, control: Pick<TurnControl, 'by' | 'limits'>): string =>
  endings[ended](control);

const endings: Record<Ended, (control: Pick<TurnControl, 'by' | 'limits'>) => string> = {
  stopped: ({ by }) => `Stopped${by === undefined ? '' : ` by ${by}`}. What was done until then is kept.`,
  time: ({ limits: { minutes } }) =>
    `Stopped after ${counted(minutes, 'minute')}, which is the most for one turn here. Ask again to go on.`,
  steps: ({ limits: { steps } }) =>
    `Stopped after ${counted(steps, 'step')}, which is the most for one turn here. Ask again to go on.`,
  tokens: () =>
    `Stopped after ${agentLimits.maxTurnTokens.toLocaleString('en')} tokens, which is the most for one turn. Ask again to go on.`,
  length: () =>
    'The answer breaks off here: it has reached the longest that the model may give at once. Ask again to go on.',
  filtered: () =>
    'The model’s provider withheld the rest of this answer. Ask in other words, or choose another model.',
  failed: () => brokenOffMessage,
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
