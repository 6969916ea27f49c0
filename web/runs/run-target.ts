import { createMemo, createSignal, onCleanup } from 'solid-js';
import type * as Y from 'yjs';
import * as z from 'zod/mini';
import { type FileEntry, observeListing } from '../../shared/doc.ts';
import { listRunConfigs, type RunConfig } from '../../shared/run-configs.ts';
import type { RunOptions } from '../../shared/run.ts';
import { keep } from '../storage.ts';

const runnable = /\.[cm]?[jt]sx?$/;
export const isRunnable = (path: string): boolean => runnable.test(path) && !path.endsWith('.d.ts');

/** Common names of entry files, the likeliest first. */
export const mainNames = ['main.ts', 'src/main.ts', 'index.ts', 'src/index.ts', 'main.js', 'index.js'];

/** What Run runs: a file, or one of the room's run configurations. */
export interface RunChoice {
  /** The configuration's id, or the file's. */
  id: string;
  /** The configuration's name, or the file's. */
  name: string;
  path: string;
  options: RunOptions;
}

const targetOfFile = ({ id, path }: FileEntry): RunChoice => ({
  id,
  name: path.split('/').at(-1) ?? path,
  path,
  options: {},
});

/** The chosen target; otherwise the program in front, the room's main file, or any program. */
export function targetOf(
  files: readonly FileEntry[],
  configs: readonly RunConfig[],
  chosen: string,
  active: FileEntry | undefined,
): RunChoice | undefined {
  const config = configs.find(({ id }) => id === chosen);
  const path = files.find(({ id }) => id === config?.file)?.path;
  if (config && path !== undefined)
    return { id: config.id, name: config.name, path, options: config.options };
  const file =
    files.find(({ id }) => id === chosen) ??
    (active && isRunnable(active.path) ? active : undefined) ??
    mainNames.flatMap((name) => files.find((one) => one.path === name) ?? [])[0] ??
    files.find((one) => isRunnable(one.path));
  return file && targetOfFile(file);
}

export interface RunTarget {
  target: () => RunChoice | undefined;
  files: () => FileEntry[];
  configs: () => readonly RunConfig[];
  /** Takes a file's or a configuration's id; empty to follow the file in front again. */
  choose: (id: string) => void;
  /** The chosen id while it exists, else empty. */
  chosen: () => string;
}

export function createRunTarget(
  room: { id: string; doc: Y.Doc; files: () => FileEntry[] },
  active: () => FileEntry | undefined,
): RunTarget {
  const stored = keep(`entry:${room.id}`, z.string(), '');
  const [chosen, setChosen] = createSignal(stored.get());
  const [configs, setConfigs] = createSignal(listRunConfigs(room.doc));
  onCleanup(observeListing(room.doc, () => setConfigs(listRunConfigs(room.doc))));
  const target = createMemo(() => targetOf(room.files(), configs(), chosen(), active()));
  return {
    target,
    files: createMemo(() => room.files().filter((file) => isRunnable(file.path))),
    configs,
    choose: (id) => {
      stored.set(id);
      setChosen(id);
    },
    chosen: () => (target()?.id === chosen() ? chosen() : ''),
  };
}
