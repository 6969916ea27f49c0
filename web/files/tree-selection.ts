import { createMemo, createSignal } from 'solid-js';
import type { TreeRow } from './tree.ts';

/** The rows that are selected together, by key. */
export interface TreeSelection {
  keys: ReadonlySet<string>;
  /** Where the next range starts. */
  anchor: string;
}

export const selectOnly = (key: string): TreeSelection => ({ keys: new Set([key]), anchor: key });

/** Adds a row to the selection or takes it out. */
export function toggleSelected({ keys }: TreeSelection, key: string): TreeSelection {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return { keys: next, anchor: key };
}

/** Selects all rows between the anchor and this one. */
export function selectRange(
  rows: readonly { key: string }[],
  { anchor }: TreeSelection,
  key: string,
): TreeSelection {
  const to = rows.findIndex((row) => row.key === key);
  const from = rows.findIndex((row) => row.key === anchor);
  if (from === -1) return selectOnly(key);
  const between = rows.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { keys: new Set(between.map((row) => row.key)), anchor };
}

/** The rows without those that lie in a folder among them. */
export const outermost = (rows: readonly TreeRow[]): TreeRow[] =>
  rows.filter(
    ({ path }) => !rows.some((other) => other.kind === 'folder' && path.startsWith(`${other.path}/`)),
  );

/** The row to go to when others are removed: the next one that stays, or else the last. */
export function rowAfter(rows: readonly TreeRow[], removed: readonly TreeRow[]): TreeRow | undefined {
  const stays = ({ path }: TreeRow): boolean =>
    !removed.some((row) => path === row.path || path.startsWith(`${row.path}/`));
  const last = rows.findLastIndex((row) => !stays(row));
  return rows.slice(last + 1).find(stays) ?? rows.findLast(stays);
}

/**
 * Which row of the tree has the tab stop, and which rows are selected.
 * @param fallback the row with the tab stop before any had the focus
 */
export function createTreeSelection(rows: () => readonly TreeRow[], fallback: () => string | undefined) {
  const [focused, setFocused] = createSignal('');
  const [selection, setSelection] = createSignal(selectOnly(''));
  const isRow = (key: string): boolean => rows().some((row) => row.key === key);
  const tabStop = createMemo(() => {
    const key = [focused(), fallback() ?? ''].find(isRow);
    return key ?? rows()[0]?.key ?? '';
  });
  const selected = createMemo(() => rows().filter(({ key }) => selection().keys.has(key)));
  const areMany = (): boolean => selected().length > 1;
  /** What a range or a further row starts from: the selection, or the row with the tab stop. */
  const current = (): TreeSelection => (isRow(selection().anchor) ? selection() : selectOnly(tabStop()));
  return {
    tabStop,
    setFocused,
    areMany,
    isSelected: (key: string): boolean => selection().keys.has(key),
    /** The rows that an action on this row is about: all selected ones if it is one of them. */
    rowsWith: (row: TreeRow): readonly TreeRow[] =>
      areMany() && selection().keys.has(row.key) ? outermost(selected()) : [row],
    only: (key: string): void => void setSelection(selectOnly(key)),
    toggle: (key: string): void => void setSelection(toggleSelected(current(), key)),
    extendTo: (key: string): void => void setSelection(selectRange(rows(), current(), key)),
    all: (keys: readonly string[]): void => void setSelection({ keys: new Set(keys), anchor: keys[0] ?? '' }),
  };
}
