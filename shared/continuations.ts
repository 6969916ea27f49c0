import * as z from 'zod/mini';
import type { MessageMetadata } from './chat.ts';
import { roomLimits } from './limits.ts';

/** Body of `POST chat/continue`: the turn that was cut off. */
export const continueSchema = z.strictObject({
  turn: z.string().check(z.minLength(1), z.maxLength(roomLimits.maxIdLength)),
});

/** Why a turn ended early: all but `filtered` can go on. */
type Ended = NonNullable<MessageMetadata['ended']>;

export const canGoOn = (ended: Ended | undefined): boolean => ended !== undefined && ended !== 'filtered';

type Link = Pick<MessageMetadata, 'turn' | 'continues'> | undefined;

/**
 * The turn and those that went on with it, in order.
 * @param requests metadata of people's messages, oldest first
 */
export function turnsFrom(first: string, requests: readonly Link[]): string[] {
  const turns = [first];
  for (const link of requests) {
    if (link?.turn !== undefined && link.continues === turns.at(-1)) turns.push(link.turn);
  }
  return turns;
}

/** The turn with which the work of this one began. @param requests as in {@link turnsFrom} */
export function firstTurnOf(turn: string, requests: readonly Link[]): string {
  let first = turn;
  for (const link of requests.toReversed()) {
    if (link?.turn === first && link.continues !== undefined) first = link.continues;
  }
  return first;
}
