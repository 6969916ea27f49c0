import { createMemo, createSignal } from 'solid-js';
import { z } from 'zod';
import type { FileEntry } from '../../shared/doc.ts';
import { keep } from '../storage.ts';

const runnable = /\.[cm]?[jt]sx?$/;
export const isRunnable = (path: string): boolean => runnable.test(path) && !path.endsWith('.d.ts');

const mainNames = ['main.ts', 'src/main.ts', 'index.ts', 'src/index.ts', 'main.js', 'index.js'];

/** What Run runs: the file that was chosen, or the room's main file, or the one in front. */
export function entryOf(
  files: readonly FileEntry[],
  chosen: string,
  active: FileEntry | undefined,
): FileEntry | undefined {
  const picked = files.find((file) => file.id === chosen);
  if (picked) return picked;
  for (const name of mainNames) {
    const main = files.find((file) => file.path === name);
    if (main) return main;
  }
  return active && isRunnable(active.path) ? active : files.find((file) => isRunnable(file.path));
}

export interface Entry {
  entry: () => FileEntry | undefined;
  choices: () => FileEntry[];
  choose: (id: string) => void;
}

export function createEntry(
  room: string,
  files: () => FileEntry[],
  active: () => FileEntry | undefined,
): Entry {
  const kept = keep(`entry:${room}`, z.string(), '');
  const [chosen, setChosen] = createSignal(kept.get());
  return {
    entry: createMemo(() => entryOf(files(), chosen(), active())),
    choices: createMemo(() => files().filter((file) => isRunnable(file.path))),
    choose: (id) => {
      kept.set(id);
      setChosen(id);
    },
  };
}
