/** The tabs of one page. All functions return a new state; `present` are the ids of the room's files now. */
export interface TabState {
  /** Ids of files with a tab, in order. Tabs of deleted files keep their position in case these are restored. */
  ids: readonly string[];
  active: string | null;
  /** The preview tab, which the next previewed file replaces. */
  preview: string | null;
  /** Closed tabs, the latest last. */
  closed: readonly string[];
}

/** How many closed tabs can be reopened. */
const maxClosed = 20;

/** Makes a preview tab permanent. */
export const keepTab = (state: TabState, id: string): TabState =>
  state.preview === id ? { ...state, preview: null } : state;

/** Shows a file in a permanent tab. */
export const openTab = (state: TabState, id: string): TabState =>
  keepTab({ ...state, ids: state.ids.includes(id) ? state.ids : [...state.ids, id], active: id }, id);

/** Shows a file in its own tab, or else in the preview tab. */
export function openPreview(state: TabState, id: string): TabState {
  const { ids, preview } = state;
  if (ids.includes(id)) return { ...state, active: id };
  const at = preview === null ? -1 : ids.indexOf(preview);
  return { ...state, ids: at === -1 ? [...ids, id] : ids.with(at, id), active: id, preview: id };
}

function without(state: TabState, removed: readonly string[]): TabState {
  const closed = [...state.closed.filter((id) => !removed.includes(id)), ...removed].slice(-maxClosed);
  const preview = state.preview !== null && removed.includes(state.preview) ? null : state.preview;
  return { ...state, ids: state.ids.filter((id) => !removed.includes(id)), closed, preview };
}

/** Closes a tab. If it was active, its neighbour becomes active. */
export function closeTab(state: TabState, id: string, present: ReadonlySet<string>): TabState {
  const shown = state.ids.filter((one) => one === id || present.has(one));
  const at = shown.indexOf(id);
  const neighbour = shown[at + 1] ?? shown[at - 1] ?? null;
  return { ...without(state, [id]), active: state.active === id ? neighbour : state.active };
}

/** Closes all tabs except this one, if given. */
export const closeAll = (state: TabState, except: string | null): TabState => ({
  ...without(
    state,
    state.ids.filter((id) => id !== except),
  ),
  active: except,
});

/** Closes all tabs behind this one, which becomes active if the active one is among them. */
export function closeRight(state: TabState, id: string): TabState {
  const behind = state.ids.slice(state.ids.indexOf(id) + 1);
  const active = state.active !== null && behind.includes(state.active) ? id : state.active;
  return { ...without(state, behind), active };
}

/** The tab that would be reopened. */
export const lastClosed = (state: TabState, present: ReadonlySet<string>): string | undefined =>
  state.closed.findLast((id) => present.has(id) && !state.ids.includes(id));

/** Moves a tab to a position among the visible ones. */
export function moveTab(state: TabState, id: string, to: number, present: ReadonlySet<string>): TabState {
  const others = state.ids.filter((one) => one !== id);
  const before = others.filter((one) => present.has(one))[Math.max(0, to)];
  const at = before === undefined ? others.length : others.indexOf(before);
  return { ...state, ids: others.toSpliced(at, 0, id) };
}

/** Brings the next tab (1) or the previous one (-1) to the front. */
export function stepTab(state: TabState, by: 1 | -1, present: ReadonlySet<string>): TabState {
  const shown = state.ids.filter((id) => present.has(id));
  const at = shown.indexOf(state.active ?? '');
  const next = shown[(at + by + shown.length) % shown.length];
  return next === undefined ? state : { ...state, active: next };
}
