/** The tabs of one page. All changes give a new state; `present` are the files that the room has now. */
export interface TabState {
  /** Files with a tab, in order; some may be gone from the room, and come back to their place. */
  ids: readonly string[];
  active: string | null;
  /** The tab that gives way to the next file that is only looked at. */
  preview: string | null;
  /** The tabs that were closed, the latest last. */
  closed: readonly string[];
}

/** How many closed tabs can be opened again. */
const maxClosed = 20;

/** Makes a tab stay. */
export const keepTab = (state: TabState, id: string): TabState =>
  state.preview === id ? { ...state, preview: null } : state;

/** Shows a file in a tab that stays. */
export const openTab = (state: TabState, id: string): TabState =>
  keepTab({ ...state, ids: state.ids.includes(id) ? state.ids : [...state.ids, id], active: id }, id);

/** Shows a file to look at: in the tab for that, unless it has one of its own. */
export function lookAt(state: TabState, id: string): TabState {
  const { ids, preview } = state;
  if (ids.includes(id)) return { ...state, active: id };
  const at = preview === null ? -1 : ids.indexOf(preview);
  return { ...state, ids: at === -1 ? [...ids, id] : ids.with(at, id), active: id, preview: id };
}

function without(state: TabState, gone: readonly string[]): TabState {
  const closed = [...state.closed.filter((id) => !gone.includes(id)), ...gone].slice(-maxClosed);
  const preview = state.preview !== null && gone.includes(state.preview) ? null : state.preview;
  return { ...state, ids: state.ids.filter((id) => !gone.includes(id)), closed, preview };
}

/** Closes one; if it was in front, its neighbour comes there. */
export function closeTab(state: TabState, id: string, present: ReadonlySet<string>): TabState {
  const shown = state.ids.filter((one) => one === id || present.has(one));
  const at = shown.indexOf(id);
  const neighbour = shown[at + 1] ?? shown[at - 1] ?? null;
  return { ...without(state, [id]), active: state.active === id ? neighbour : state.active };
}

/** Closes all but this one; all, without one. */
export const closeAll = (state: TabState, except: string | null): TabState => ({
  ...without(
    state,
    state.ids.filter((id) => id !== except),
  ),
  active: except,
});

/** The tab that would be opened again. */
export const lastClosed = (state: TabState, present: ReadonlySet<string>): string | undefined =>
  state.closed.findLast((id) => present.has(id) && !state.ids.includes(id));

/** Puts a tab at a place among those that are shown. */
export function moveTab(state: TabState, id: string, to: number, present: ReadonlySet<string>): TabState {
  const others = state.ids.filter((one) => one !== id);
  const before = others.filter((one) => present.has(one))[Math.max(0, to)];
  const at = before === undefined ? others.length : others.indexOf(before);
  return { ...state, ids: others.toSpliced(at, 0, id) };
}

/** Brings the next tab to the front (1), or the one before (-1). */
export function stepTab(state: TabState, by: 1 | -1, present: ReadonlySet<string>): TabState {
  const shown = state.ids.filter((id) => present.has(id));
  const at = shown.indexOf(state.active ?? '');
  const next = shown[(at + by + shown.length) % shown.length];
  return next === undefined ? state : { ...state, active: next };
}
