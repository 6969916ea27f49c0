import type * as Y from 'yjs';
import { createFile, listFiles, textOf } from '../../shared/doc.ts';
import { TandemError } from '../../shared/errors.ts';
import { importLimits } from '../../shared/limits.ts';
import { numberedPath } from '../../shared/paths.ts';
import { applyEdits, plainText } from '../../shared/text.ts';
import { smallestDiff } from '../../shared/text-diff.ts';
import { byteLength, freeSpace } from '../../shared/room-size.ts';
import { newUlid } from '../../shared/ids.ts';
import { serverNow } from '../server-clock.ts';
import { roomEdit } from '../room/room-edit.ts';
import type { Incoming, Refused } from './read.ts';

/** What to do with a file whose path is taken. */
export type OnConflict = 'keep both' | 'replace' | 'skip';

export interface Imported {
  added: number;
  replaced: number;
  /** Files whose paths were taken, with their new paths. */
  renamed: { from: string; to: string }[];
  refused: Refused[];
}

export const conflictsOf = (doc: Y.Doc, incoming: readonly Incoming[]): string[] => {
  const paths = new Set(listFiles(doc).map(({ path }) => path));
  return incoming.flatMap(({ path }) => (paths.has(path) ? [path] : []));
};

/** Batches of at most `maxBytes`; a larger file is a batch by itself. */
export function batchesOf(incoming: readonly Incoming[], maxBytes = importLimits.batchBytes): Incoming[][] {
  const batches: Incoming[][] = [];
  let bytes = Infinity;
  for (const file of incoming) {
    if (bytes + file.bytes > maxBytes) {
      batches.push([]);
      bytes = 0;
    }
    bytes += file.bytes;
    batches.at(-1)?.push(file);
  }
  return batches;
}

/**
 * Imports files in changes that are small and slow enough to stay below the room's flood limits. Files that exceed the
 * room's limits are skipped with the reason; the rest is imported.
 */
export async function importFiles(
  doc: Y.Doc,
  incoming: readonly Incoming[],
  onConflict: OnConflict,
  hooks: {
    onProgress: (done: number) => void;
    pause: (ms: number) => Promise<void>;
    canContinue: () => boolean;
  },
): Promise<Imported> {
  const result: Imported = { added: 0, replaced: 0, renamed: [], refused: [] };
  let done = 0;
  for (const batch of batchesOf(incoming)) {
    if (!hooks.canContinue()) {
      result.refused.push(
        ...incoming.slice(done).map(({ path }) => ({ path, reason: 'not imported: the import was stopped' })),
      );
      break;
    }
    doc.transact(() => {
      for (const file of batch) put(doc, file, onConflict, result);
    }, roomEdit);
    done += batch.length;
    hooks.onProgress(done);
    await hooks.pause(pauseAfter(batch));
  }
  return result;
}

const pauseAfter = (batch: readonly Incoming[]): number => {
  const bytes = batch.reduce((sum, file) => sum + file.bytes, 0);
  return importLimits.batchPauseMs * Math.max(1, bytes / importLimits.batchBytes);
};

function put(doc: Y.Doc, { path, text }: Incoming, onConflict: OnConflict, result: Imported): void {
  try {
    const taken = listFiles(doc).find((entry) => entry.path === path);
    if (!taken || onConflict === 'keep both') freeSpace(doc, byteLength(text));
    if (!taken) {
      createFile(doc, path, text, roomEdit, newUlid(serverNow()));
      result.added++;
    } else if (onConflict === 'replace') {
      const old = textOf(doc, taken.id);
      const before = old ? plainText(old) : '';
      freeSpace(doc, byteLength(text) - byteLength(before));
      if (old) applyEdits(old, smallestDiff(before, text));
      result.replaced++;
    } else if (onConflict === 'keep both') {
      const to = freePath(doc, path);
      createFile(doc, to, text, roomEdit, newUlid(serverNow()));
      result.renamed.push({ from: path, to });
    } else {
      result.refused.push({ path, reason: 'skipped: the room already has a file at this path' });
    }
  } catch (error) {
    if (!(error instanceof TandemError)) throw error;
    result.refused.push({ path, reason: error.message });
  }
}

function freePath(doc: Y.Doc, path: string): string {
  const paths = new Set(listFiles(doc).map((entry) => entry.path));
  for (let n = 2; ; n++) {
    const numbered = numberedPath(path, n);
    if (!paths.has(numbered)) return numbered;
  }
}
