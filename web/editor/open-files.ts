import { batch, createEffect, createMemo, createSignal, on } from 'solid-js';
import { z } from 'zod';
import type { FileEntry } from '../../shared/doc.ts';
import { keep } from '../storage.ts';

/** A place to show, once: `line` and `column` count from 1. */
interface Jump {
  fileId: string;
  line: number;
  column: number;
}

/** The tabs: which files are open here and which one is in front. Kept for each room. */
export interface OpenFiles {
  tabs: () => FileEntry[];
  active: () => FileEntry | undefined;
  /** Whether the file has a tab, shown or waiting for the file to come back. */
  isOpen: (id: string) => boolean;
  open: (id: string) => void;
  close: (id: string) => void;
  /** `false` when the room has no such file. */
  openAt: (path: string, line?: number, column?: number) => boolean;
  jump: () => Jump | undefined;
}

const keptSchema = z.object({ tabs: z.array(z.string()), active: z.string().nullable() });

/** What to show first in a room that was never open here. */
const entryNames = ['main.ts', 'src/main.ts', 'index.ts', 'src/index.ts', 'main.js', 'index.js', 'README.md'];
function firstFile(files: readonly FileEntry[]): FileEntry | undefined {
  for (const name of entryNames) {
    const entry = files.find((file) => file.path === name);
    if (entry) return entry;
  }
  return files[0];
}

export function createOpenFiles(room: string, files: () => FileEntry[], arrived: () => boolean): OpenFiles {
  const kept = keep(`tabs:${room}`, keptSchema, { tabs: [], active: null });
  const [ids, setIds] = createSignal(kept.get().tabs);
  const [activeId, setActiveId] = createSignal(kept.get().active);
  const [jump, setJump] = createSignal<Jump>();

  const byId = createMemo(() => new Map(files().map((entry) => [entry.id, entry])));
  const tabs = createMemo(() => ids().flatMap((id) => byId().get(id) ?? []));
  const active = createMemo(() => byId().get(activeId() ?? '') ?? tabs().at(-1));

  createEffect(
    on(arrived, (here) => {
      const first = firstFile(files());
      if (here && tabs().length === 0 && first) open(first.id);
    }),
  );
  createEffect(() => {
    if (arrived()) kept.set({ tabs: tabs().map((entry) => entry.id), active: active()?.id ?? null });
  });

  const open = (id: string): void =>
    batch(() => {
      if (!ids().includes(id)) setIds([...ids(), id]);
      setActiveId(id);
    });
  return {
    tabs,
    active,
    isOpen: (id) => ids().includes(id),
    open,
    close: (id) => {
      const at = tabs().findIndex((entry) => entry.id === id);
      const neighbour = tabs()[at + 1] ?? tabs()[at - 1];
      batch(() => {
        if (active()?.id === id) setActiveId(neighbour?.id ?? null);
        setIds(ids().filter((open) => open !== id));
      });
    },
    openAt: (path, line, column) => {
      const entry = files().find((file) => file.path === path);
      if (!entry) return false;
      batch(() => {
        open(entry.id);
        if (line !== undefined) setJump({ fileId: entry.id, line, column: column ?? 1 });
      });
      return true;
    },
    jump,
  };
}
