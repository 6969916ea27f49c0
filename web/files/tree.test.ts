import { describe, expect, it } from 'vitest';
import { closedAfter, filesUnder, folderOf, treeRows } from './tree.ts';

const files = ['b.ts', 'src/lib/x.ts', 'src/a10.ts', 'src/a2.ts', 'data/in.csv', 'A.md'].map((path) => ({
  id: `id:${path}`,
  path,
}));
const shown = (closed: string[] = []): string[] =>
  treeRows(files, new Set(closed)).map((row) => '  '.repeat(row.depth) + row.name);

describe('the file tree', () => {
  it('shows folders first, then files, by name and number', () => {
    expect(shown()).toEqual([
      'data',
      '  in.csv',
      'src',
      '  lib',
      '    x.ts',
      '  a2.ts',
      '  a10.ts',
      'A.md',
      'b.ts',
    ]);
  });

  it('leaves out the contents of closed folders', () => {
    expect(shown(['src', 'data'])).toEqual(['data', 'src', 'A.md', 'b.ts']);
    expect(shown(['src/lib'])).not.toContain('    x.ts');
  });

  it('gives each row its own key, even if a folder and a file id look alike', () => {
    const rows = treeRows([...files, { id: 'src', path: 'src2.ts' }], new Set());
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
  });

  it('W102 keeps a folder and those inside closed when it is renamed or moved', () => {
    const moved = (rename: (path: string) => string) =>
      files.map(({ id, path }) => ({ id, path: rename(path) }));
    const closed = new Set(['src', 'src/lib', 'data']);
    const inLib = moved((path) => path.replace(/^src/, 'lib/code'));
    expect([...closedAfter(closed, files, inLib)]).toEqual(['lib/code', 'lib/code/lib', 'data']);
    const apart = moved((path) => path.replace('src/a2', 'x/a2').replace('src', 'y'));
    expect([...closedAfter(closed, files, apart)]).toEqual(['src', 'y/lib', 'data']);
    expect([...closedAfter(closed, files, [])]).toEqual([...closed]);
    const oneLeft = moved((path) => path.replace('src/lib', 'lib'));
    expect([...closedAfter(closed, files, oneLeft)]).toEqual(['src', 'lib', 'data']);
  });

  it('finds the files in a folder', () => {
    expect(filesUnder(files, 'src').map((entry) => entry.path)).toEqual([
      'src/lib/x.ts',
      'src/a10.ts',
      'src/a2.ts',
    ]);
    expect(filesUnder(files, 'sr')).toEqual([]);
    expect([folderOf('a/b/c.ts'), folderOf('c.ts')]).toEqual(['a/b', '']);
  });
});
