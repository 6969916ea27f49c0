import type { Verdict } from './validate-update.ts';

/**
 * A change that cannot be undone in memory. `poisoned`: applying this update broke the document;
 * `over-limit`: the change took it past a limit. After either, the document must be rebuilt before anything
 * else.
 */
export type Refused =
  | { kind: 'poisoned'; message: string; update: Uint8Array }
  | { kind: 'over-limit'; message: string };

/** What became of an update; messages are for people. */
export type Outcome =
  | { kind: 'applied' }
  /**
   * `missing`: one of the clocks that it waits for; undefined while the document is rebuilt. `isRoomsFault`: the room
   * is to blame, not the sender.
   */
  | { kind: 'pending'; missing?: { client: number; clock: number }; isRoomsFault: boolean }
  | {
      kind: 'malformed' | 'foreign' | 'not-yet' | 'settings' | 'unprocessable' | 'over-limit' | 'readonly';
      message: string;
    };

const foreignId =
  'This page writes under an id that belongs to someone else. Copy your changes, then open the room anew.';
export const beingBroughtBack = 'The room is being brought back. It takes a moment.';

/**
 * The outcome of an update that is not applied. `isUnverified`: a client id's author may yet turn out to be
 * someone else. `mayCome`: the room lacks some of a client id's text, and may yet get it.
 */
export function outcomeOf(
  verdict: Exclude<Verdict, { kind: 'apply' }>,
  isUnverified: (clientId: number) => boolean,
  mayCome: (clientId: number) => boolean,
): Outcome {
  switch (verdict.kind) {
    case 'known':
      return { kind: 'applied' };
    case 'wait':
      return { kind: 'pending', missing: verdict.missing, isRoomsFault: mayCome(verdict.missing.client) };
    case 'malformed':
      return { kind: 'malformed', message: verdict.reason };
    case 'unsettled':
      return { kind: 'not-yet', message: beingBroughtBack };
    case 'hasty':
      return {
        kind: 'not-yet',
        message:
          'You have opened this room very often in the last hour. It takes new edits from you in a while.',
      };
    case 'foreign':
      return isUnverified(verdict.clientId) || mayCome(verdict.clientId)
        ? { kind: 'not-yet', message: beingBroughtBack }
        : { kind: 'foreign', message: foreignId };
    case 'readonly':
      return { kind: 'readonly', message: 'You can read in this room, not write.' };
    case 'settings':
      return {
        kind: 'settings',
        message: "Only someone with the owner link can change a room's title and settings.",
      };
    case 'misplaced':
      return { kind: 'unprocessable', message: verdict.message };
    case 'full':
      return {
        kind: 'over-limit',
        message:
          'This room has been opened as often as it can be. Download its files and go on in a new one.',
      };
    case 'crowded':
      break;
  }
  return { kind: 'over-limit', message: 'This page brings text by too many other people.' };
}
