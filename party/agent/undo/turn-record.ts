import type { PathChange } from '../../../shared/doc.ts';
import type { User } from '../../../shared/roles.ts';
import type { TurnFile, TurnPart } from '../../../shared/turn.ts';
import type { IdRange } from '../text/id-range.ts';
import { IdSet } from './id-set.ts';

/** A part of a turn, before anyone has decided about it. */
export interface NewPart {
  readonly id: string;
  /** Id of its file. */
  readonly file: string;
  readonly kind: TurnPart['kind'];
  /** What of the turn's writing belongs to it, by first ids. */
  readonly ids: readonly IdRange[];
}

export interface PartRecord extends NewPart {
  undone: boolean;
  kept: boolean;
}

/** Who asked for a turn, and what; stored with its first write. */
export interface TurnRequest {
  by: User;
  request: string;
  model: string;
}

/** What one turn wrote. Characters are named by the ids they were first written with. */
export interface TurnRecord {
  readonly id: string;
  /** When it first wrote, ms since the epoch. */
  readonly at: number;
  readonly inserted: IdSet;
  readonly deleted: IdSet;
  readonly paths: PathChange[];
  /** Empty until the turn is split. */
  parts: readonly PartRecord[];
  /** What of its ids, and of the files whose paths it changed, belongs to parts that are undone. */
  undone: IdSet;
  undonePaths: ReadonlySet<string>;
  /** Who last undid any of it. */
  undoneBy: User | undefined;
  /** Files that an undo or redo put into the trash whole, leaving their text as it was before. */
  trashedFiles: ReadonlySet<string>;
  /** The files it changed, as they stood when it ended. */
  files: TurnFile[] | undefined;
}

export function newRecord(id: string, at: number): TurnRecord {
  return {
    id,
    at,
    inserted: new IdSet(),
    deleted: new IdSet(),
    paths: [],
    parts: [],
    undone: new IdSet(),
    undonePaths: new Set(),
    undoneBy: undefined,
    trashedFiles: new Set(),
    files: undefined,
  };
}

/** Works out anew what of a turn is undone, from its parts. */
export function collectUndone(turn: TurnRecord): void {
  const parts = turn.parts.filter(({ undone }) => undone);
  turn.undone = new IdSet(parts.flatMap(({ ids }) => ids));
  turn.undonePaths = new Set(parts.flatMap(({ kind, file }) => (kind === 'moved' ? [file] : [])));
}
