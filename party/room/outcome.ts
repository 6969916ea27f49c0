import type { Verdict } from './validate-update.ts';

/**
 * What can't be taken back: `poisoned`: applying this update broke the document; `outgrown`: a change took it past a
 * limit. After either the document must be built anew before anything else.
 */
export type Refused =
  | { kind: 'poisoned'; message: string; update: Uint8Array }
  | { kind: 'outgrown'; message: string };

/** What became of an update; messages are for people. */
export type Outcome =
  | { kind: 'taken' }
  /** `missing`: a clock of a client’s that it builds on, for one; undefined while the document is built anew. */
  | { kind: 'waits'; missing?: { client: number; clock: number } }
  | {
      kind: 'malformed' | 'foreign' | 'doubtful' | 'settings' | 'unprocessable' | 'over' | 'readonly';
      message: string;
    }
  | Extract<Refused, { kind: 'poisoned' }>;

const beingBroughtBack = 'The room is being brought back. It takes a moment.';

/** What becomes of an update that is not applied. `isInDoubt`: whose a client id is may yet be said otherwise. */
export function outcomeOf(
  verdict: Exclude<Verdict, { kind: 'apply' }>,
  isInDoubt: (clientId: number) => boolean,
): Outcome {
  switch (verdict.kind) {
    case 'known':
      return { kind: 'taken' };
    case 'wait':
      return { kind: 'waits', missing: verdict.missing };
    case 'malformed':
      return { kind: 'malformed', message: verdict.reason };
    case 'unsettled':
      return { kind: 'doubtful', message: beingBroughtBack };
    case 'foreign':
      return isInDoubt(verdict.clientId)
        ? { kind: 'doubtful', message: beingBroughtBack }
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
  return { kind: 'over', message: 'This page brings the writing of too many others.' };
}
