import { batch, createEffect, createMemo, createSignal, on } from 'solid-js';
import * as z from 'zod/mini';
import type { FileEntry } from '../../shared/doc.ts';
import { mainNames } from '../runs/run-target.ts';
import { keep } from '../storage.ts';
import * as tab from './tab-state.ts';

/** A place to show, once: `line` and `column` count from 1. */
interface Jump {
  line: number;
  column: number;
}

/** The tabs: which files are open here, in which order, and which one is in front. Kept for each room. */
export interface OpenFiles {
  tabs: () => FileEntry[];
  active: () => FileEntry | undefined;
  /** The tab that gives way to the next file that is only looked at. */
  preview: () => string | undefined;
  /** Whether the file has a tab, shown or waiting for the file to come back. */
  isOpen: (id: string) => boolean;
  /** Shows a file in a tab that stays. */
  open: (id: string) => void;
  /** Shows a file to look at: in the tab for that, unless it has one of its own. */
  look: (id: string) => void;
  /** Makes a tab stay. */
  keepTab: (id: string) => void;
  close: (id: string) => void;
  /** Closes all tabs but this one; all, without one. */
  closeAll: (except?: string) => void;
  /** Opens the tab again that was closed last, whose file is still there. */
  reopen: () => void;
  /** Puts a tab at another's place. */
  moveTab: (id: string, to: number) => void;
  /** Brings the next tab to the front (1), or the one before (-1). */
  step: (by: 1 | -1) => void;
  /** `false` when the room has no such file. */
  openAt: (path: string, line?: number, column?: number) => boolean;
  jump: () => Jump | undefined;
}

const keptSchema = z.object({
  tabs: z.array(z.string()),
  active: z.nullable(z.string()),
  preview: z._default(z.nullable(z.string()), null),
});

/** What to show first in a room that was never open here. */
const entryNames = [...mainNames, 'README.md'];
function firstFile(files: readonly FileEntry[]): FileEntry | undefined {
  for (const name of entryNames) {
    const entry = files.find((file) => file.path === name);
    if (entry) return entry;
  }
  return files[0];
}

export function createOpenFiles(room: string, files: () => FileEntry[], arrived: () => boolean): OpenFiles {
  const kept = keep(`tabs:${room}`, keptSchema, { tabs: [], active: null, preview: null });
  const [state, setState] = createSignal<tab.TabState>({
    ids: kept.get().tabs,
    active: kept.get().active,
    preview: kept.get().preview,
    closed: [],
  });
  const [jump, setJump] = createSignal<Jump>();

  const byId = createMemo(() => new Map(files().map((entry) => [entry.id, entry])));
  const present = createMemo(() => new Set(byId().keys()));
  const tabs = createMemo(() => state().ids.flatMap((id) => byId().get(id) ?? []));
  const active = createMemo(() => byId().get(state().active ?? '') ?? tabs().at(-1));
  /** What is in front counts as such also when the file that was is gone. */
  const now = (): tab.TabState => ({ ...state(), active: active()?.id ?? null });
  const open = (id: string): void => void setState(tab.openTab(state(), id));
  const look = (id: string): void => void setState(tab.lookAt(state(), id));

  createEffect(
    on(arrived, (here) => {
      const first = firstFile(files());
      if (here && tabs().length === 0 && first) open(first.id);
    }),
  );
  createEffect(() => {
    if (!arrived()) return;
    const { preview } = state();
    kept.set({ tabs: tabs().map((entry) => entry.id), active: active()?.id ?? null, preview });
  });

  return {
    tabs,
    active,
    preview: () => state().preview ?? undefined,
    isOpen: (id) => state().ids.includes(id),
    open,
    look,
    keepTab: (id) => setState(tab.keepTab(state(), id)),
    close: (id) => setState(tab.closeTab(now(), id, present())),
    closeAll: (except) => setState(tab.closeAll(state(), except ?? null)),
    reopen: () => {
      const id = tab.lastClosed(state(), present());
      if (id !== undefined) open(id);
    },
    moveTab: (id, to) => setState(tab.moveTab(state(), id, to, present())),
    step: (by) => setState(tab.stepTab(now(), by, present())),
    openAt: (path, line, column) => {
      const entry = files().find((file) => file.path === path);
      if (!entry) return false;
      batch(() => {
        look(entry.id);
        if (line !== undefined) setJump({ line, column: column ?? 1 });
      });
      return true;
    },
    jump,
  };
}
