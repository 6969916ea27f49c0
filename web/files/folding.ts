import { createComputed, createEffect, createMemo, createSignal, on } from 'solid-js';
import * as z from 'zod/mini';
import { type FileEntry, listFiles } from '../../shared/doc.ts';
import { parentsOf } from '../../shared/paths.ts';
import type { Room } from '../room/room.ts';
import { keep } from '../storage.ts';
import { closedAfter, foldersOf, foldersToClose } from './tree.ts';

/** Which folders of the tree are closed; kept for each room in this browser. */
export function createFolding(
  room: Pick<Room, 'id' | 'doc' | 'files' | 'arrived'>,
  front: () => FileEntry | undefined,
) {
  const kept = keep(`folders:${room.id}`, z.nullable(z.array(z.string())), null);
  const stored = kept.get();
  const [closed, setClosed] = createSignal<ReadonlySet<string>>(new Set(stored));
  const known = new Set<string>();
  /** The files as they were last; undefined until the room has arrived. */
  let before: readonly FileEntry[] | undefined;

  // Computed before the rows render; an effect would show a closed folder open for a moment.
  createComputed(
    on([room.files, room.arrived], ([now, arrived]) => {
      // The list may follow the text a moment later.
      if (!arrived || (before === undefined && now.length < listFiles(room.doc).length)) return;
      const isFirst = before === undefined;
      const closes = isFirst && stored ? [] : foldersToClose(before, now, known, front()?.path);
      setClosed(new Set([...closedAfter(closed(), before ?? [], now), ...closes]));
      for (const folder of foldersOf(now)) known.add(folder);
      before = now;
    }),
  );
  const set = (folders: readonly string[], open: boolean): void => {
    const next = new Set(closed());
    for (const folder of folders) {
      if (open) next.delete(folder);
      else next.add(folder);
    }
    setClosed(next);
  };
  const reveal = (path: string): void => set(parentsOf(path), true);
  const frontId = createMemo(() => front()?.id);
  createComputed(
    on(frontId, () => {
      const path = front()?.path;
      if (path !== undefined) reveal(path);
    }),
  );
  createEffect(() => {
    if (!room.arrived()) return;
    const folders = new Set(foldersOf(room.files()));
    kept.set([...closed()].filter((folder) => folders.has(folder)));
  });
  return {
    closed,
    setFolder: (path: string, open: boolean): void => set([path], open),
    /** Opens the folders around a path. */
    reveal,
    closeAll: (): void => set(foldersOf(room.files()), false),
  };
}
