import type { Verdict } from './validate-update.ts';

/**
 * What can't be taken back: `poisoned`: applying this update broke the document; `over-limit`: a change took it past a
 * limit. After either the document must be built anew before anything else.
 */
export type Refused =
  | { kind: 'poisoned'; message: string; update: Uint8Array }
  | { kind: 'over-limit'; message: string };

/** What became of an update; messages are for people. */
export type Outcome =
  | { kind: 'applied' }
  /** `missing`: a clock of a client’s that it builds on, for one; undefined while the document is built anew. */
  | { kind: 'pending'; missing?: { client: number; clock: number } }
  | {
      kind:
        | 'malformed'
        | 'foreign'
        | 'unverified-author'
        | 'settings'
        | 'unprocessable'
        | 'over-limit'
        | 'readonly';
      message: string;
    };

const beingBroughtBack = 'The room is being brought back. It takes a moment.';

/** What becomes of an update that is not applied. `isInDoubt`: whose a client id is may yet be said otherwise. */
export function outcomeOf(
  verdict: Exclude<Verdict, { kind: 'apply' }>,
  isInDoubt: (clientId: number) => boolean,
): Outcome {
  switch (verdict.kind) {
    case 'known':
      return { kind: 'applied' };
    case 'wait':
      return { kind: 'pending', missing: verdict.missing };
    case 'malformed':
      return { kind: 'malformed', message: verdict.reason };
    case 'unsettled':
      return { kind: 'unverified-author', message: beingBroughtBack };
    case 'foreign':
      return isInDoubt(verdict.clientId)
        ? { kind: 'unverified-author', message: beingBroughtBack }
        : { kind: 'foreign', message: `Client id ${verdict.clientId} belongs to someone else.` };
    case 'readonly':
      return { kind: 'readonly', message: 'You can read in this room, not write.' };
    case 'settings':
      return {
        kind: 'settings',
        message: 'Only who has the owner link changes the title and settings of a room.',
      };
    case 'misplaced':
      return { kind: 'unprocessable', message: verdict.message };
    case 'crowded':
      break;
  }
  return { kind: 'over-limit', message: 'This page brings the writing of too many others.' };
}
