import { describe, expect, it } from 'vitest';
import { filesUnder, folderOf, treeRows } from './tree.ts';

const files = ['b.ts', 'src/lib/x.ts', 'src/a10.ts', 'src/a2.ts', 'data/in.csv', 'A.md'].map((path) => ({
  id: `id:${path}`,
  path,
}));
const shown = (closed: string[] = []): string[] =>
  treeRows(files, new Set(closed)).map((row) => '  '.repeat(row.depth) + row.name);

describe('the tree of files', () => {
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

  it('leaves out what lies in a closed folder', () => {
    expect(shown(['src', 'data'])).toEqual(['data', 'src', 'A.md', 'b.ts']);
    expect(shown(['src/lib'])).not.toContain('    x.ts');
  });

  it('has no two rows of one key, though a folder and a file id may look alike', () => {
    const rows = treeRows([...files, { id: 'src', path: 'src2.ts' }], new Set());
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
  });

  it('knows what is in a folder', () => {
    expect(filesUnder(files, 'src').map((entry) => entry.path)).toEqual([
      'src/lib/x.ts',
      'src/a10.ts',
      'src/a2.ts',
    ]);
    expect(filesUnder(files, 'sr')).toEqual([]);
    expect([folderOf('a/b/c.ts'), folderOf('c.ts')]).toEqual(['a/b', '']);
  });
});
