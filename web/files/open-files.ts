import { batch, createEffect, createMemo, createSignal, on } from 'solid-js';
import * as z from 'zod/mini';
import type { FileEntry } from '../../shared/doc.ts';
import { mainNames } from '../runs/run-target.ts';
import { keep } from '../storage.ts';
import * as tab from './tab-state.ts';

/** A place to show once; `line` and `column` count from 1. */
interface Jump {
  line: number;
  column: number;
}

/** The tabs: which files are open, in which order, and which is in front. Stored per room. */
export interface OpenFiles {
  tabs: () => FileEntry[];
  active: () => FileEntry | undefined;
  /** The files that were in front last, the newest first; without the one that is in front now. */
  recent: () => FileEntry[];
  /** The preview tab, which the next previewed file replaces. */
  preview: () => string | undefined;
  /** Whether the file has a tab, even a hidden one of a deleted file. */
  isOpen: (id: string) => boolean;
  /** Shows a file in a permanent tab. */
  open: (id: string) => void;
  /** Shows a file in its own tab, or else in the preview tab. */
  openPreview: (id: string) => void;
  /** Makes a preview tab permanent. */
  keepTab: (id: string) => void;
  close: (id: string) => void;
  /** Closes all tabs except this one, if given. */
  closeAll: (except?: string) => void;
  /** Closes all tabs behind this one. */
  closeRight: (id: string) => void;
  /** Reopens the tab that was closed last and whose file still exists. */
  reopen: () => void;
  /** Moves a tab to another position. */
  moveTab: (id: string, to: number) => void;
  /** Brings the next tab (1) or the previous one (-1) to the front. */
  step: (by: 1 | -1) => void;
  /** @returns false when the room has no such file */
  openAt: (path: string, line?: number, column?: number) => boolean;
  jump: () => Jump | undefined;
}

const storedSchema = z.object({
  tabs: z.array(z.string()),
  active: z.nullable(z.string()),
  preview: z._default(z.nullable(z.string()), null),
  recent: z._default(z.array(z.string()), []),
});

/** How many files are remembered as recently shown. */
const maxRecent = 20;

/** The files to show first in a room that was never opened here. */
const entryNames = [...mainNames, 'README.md'];
function firstFile(files: readonly FileEntry[]): FileEntry | undefined {
  for (const name of entryNames) {
    const entry = files.find((file) => file.path === name);
    if (entry) return entry;
  }
  return files[0];
}

export function createOpenFiles(room: string, files: () => FileEntry[], arrived: () => boolean): OpenFiles {
  const stored = keep(`tabs:${room}`, storedSchema, { tabs: [], active: null, preview: null, recent: [] });
  const [state, setState] = createSignal<tab.TabState>({
    ids: stored.get().tabs,
    active: stored.get().active,
    preview: stored.get().preview,
    closed: [],
  });
  const [jump, setJump] = createSignal<Jump>();

  const byId = createMemo(() => new Map(files().map((entry) => [entry.id, entry])));
  const present = createMemo(() => new Set(byId().keys()));
  const tabs = createMemo(() => state().ids.flatMap((id) => byId().get(id) ?? []));
  const active = createMemo(() => byId().get(state().active ?? '') ?? tabs().at(-1));
  /** The state with the visible tab as the active one, also after the active file was deleted. */
  const now = (): tab.TabState => ({ ...state(), active: active()?.id ?? null });
  const open = (id: string): void => void setState(tab.openTab(state(), id));
  const openPreview = (id: string): void => void setState(tab.openPreview(state(), id));

  const [recent, setRecent] = createSignal<readonly string[]>(stored.get().recent);
  createEffect(
    on(
      () => active()?.id,
      (id) => {
        if (id === undefined) return;
        setRecent((before) => [id, ...before.filter((other) => other !== id)].slice(0, maxRecent));
      },
    ),
  );
  createEffect(
    on(arrived, (here) => {
      const first = firstFile(files());
      if (here && tabs().length === 0 && first) open(first.id);
    }),
  );
  createEffect(() => {
    if (!arrived()) return;
    const { preview } = state();
    const ids = tabs().map((entry) => entry.id);
    stored.set({ tabs: ids, active: active()?.id ?? null, preview, recent: [...recent()] });
  });

  return {
    tabs,
    active,
    recent: () => recent().flatMap((id) => (id === active()?.id ? [] : (byId().get(id) ?? []))),
    preview: () => state().preview ?? undefined,
    isOpen: (id) => state().ids.includes(id),
    open,
    openPreview,
    keepTab: (id) => setState(tab.keepTab(state(), id)),
    close: (id) => setState(tab.closeTab(now(), id, present())),
    closeAll: (except) => setState(tab.closeAll(state(), except ?? null)),
    closeRight: (id) => setState(tab.closeRight(now(), id)),
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
        openPreview(entry.id);
        if (line !== undefined) setJump({ line, column: column ?? 1 });
      });
      return true;
    },
    jump,
  };
}
