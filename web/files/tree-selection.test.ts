import { expect, test } from 'vitest';
import { treeRows, treeStep } from './tree.ts';
import { outermost, rowAfter, selectOnly, selectRange, toggleSelected } from './tree-selection.ts';

const files = ['a.ts', 'b.ts', 'src/c.ts', 'src/lib/d.ts'].map((path) => ({ id: path, path }));
const rows = treeRows(files, new Set());
const rowsOf = (...keys: string[]) => rows.filter(({ key }) => keys.includes(key));
const paths = (some: readonly { path: string }[]): string[] => some.map(({ path }) => path);

test('W212 Ctrl adds rows and takes them out, Shift selects all between', () => {
  const two = toggleSelected(selectOnly('a.ts'), 'src/c.ts');
  expect([...two.keys]).toEqual(['a.ts', 'src/c.ts']);
  expect([...toggleSelected(two, 'a.ts').keys]).toEqual(['src/c.ts']);
  const range = selectRange(rows, two, 'b.ts');
  expect([...range.keys]).toEqual(['src/c.ts', 'a.ts', 'b.ts']);
  // The next range starts from the same row.
  expect([...selectRange(rows, range, 'src/lib/').keys]).toEqual(['src/lib/', 'src/lib/d.ts', 'src/c.ts']);
  expect([...selectRange(rows, selectOnly('gone'), 'b.ts').keys]).toEqual(['b.ts']);
});

test('W212 what lies in a selected folder goes with it', () => {
  expect(paths(outermost(rowsOf('src/', 'src/c.ts', 'a.ts')))).toEqual(['src', 'a.ts']);
  expect(paths(outermost(rowsOf('src/lib/', 'src/c.ts')))).toEqual(['src/lib', 'src/c.ts']);
});

test('W212 after a removal the focus goes to the next row that stays, or else the last', () => {
  expect(rowAfter(rows, rowsOf('src/'))?.path).toBe('a.ts');
  expect(rowAfter(rows, rowsOf('src/lib/', 'a.ts'))?.path).toBe('b.ts');
  expect(rowAfter(rows, rowsOf('a.ts', 'b.ts'))?.path).toBe('src/c.ts');
  expect(rowAfter(rows, rows)).toBeUndefined();
});

test('W102 arrows move between rows, and open and close folders', () => {
  expect(paths(rows)).toEqual(['src', 'src/lib', 'src/lib/d.ts', 'src/c.ts', 'a.ts', 'b.ts']);
  expect(treeStep(rows, 0, 'ArrowRight')).toEqual({ to: rows[1] });
  expect(treeStep(rows, 0, 'ArrowLeft')).toEqual({ open: false });
  expect(treeStep(rows, 2, 'ArrowLeft')).toEqual({ to: rows[1] });
  expect(treeStep(rows, 4, 'ArrowRight')).toEqual({ to: undefined });
  expect(treeStep(rows, 4, 'End')).toEqual({ to: rows[5] });
  expect(treeStep(rows, 4, 'a')).toBeUndefined();
  const closed = treeRows(files, new Set(['src']));
  expect(treeStep(closed, 0, 'ArrowRight')).toEqual({ open: true });
});
