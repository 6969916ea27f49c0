import { describe, expect, it } from 'vitest';
import { agentLimits } from '../../../shared/limits.ts';
import { matchesGlob, searchFiles } from './search.ts';

const files = new Map([
  ['src/b.ts', 'const a = 1;\n// Total (a.b)\n'],
  ['src/a/deep.test.ts', 'total\n'],
  ['notes.md', 'The TOTAL is (a.b)\n'],
]);

describe('the agent’s search', () => {
  it('A100 finds a literal text, ignoring case, and gives file and line', () => {
    expect(searchFiles(files, { pattern: 'total' }).matches).toEqual([
      { path: 'notes.md', line: 1, text: 'The TOTAL is (a.b)' },
      { path: 'src/a/deep.test.ts', line: 1, text: 'total' },
      { path: 'src/b.ts', line: 2, text: '// Total (a.b)' },
    ]);
    expect(searchFiles(files, { pattern: '(a.b)' }).matches.map(({ path }) => path)).toEqual([
      'notes.md',
      'src/b.ts',
    ]);
    expect(searchFiles(files, { pattern: '(a|b)+$' })).toEqual({ matches: [] });
  });

  it('A100 searches the files that match the glob, says when none does, and notes what it cut off', () => {
    const inTs = searchFiles(files, { pattern: 'total', glob: '*.ts' });
    expect(inTs.matches.map(({ path }) => path)).toEqual(['src/a/deep.test.ts', 'src/b.ts']);
    expect(searchFiles(files, { pattern: 'total', glob: 'lib/*' }).note).toContain('lib/*');
    const many = searchFiles(new Map([['x', 'aa\n'.repeat(200)]]), { pattern: 'a' });
    expect(many.matches).toHaveLength(agentLimits.maxSearchMatches);
    expect(many.note).toContain('more than');
  });

  it.each([
    ['src/a/b.ts', '*.ts', true],
    ['src/a/b.ts', 'src/*.ts', false],
    ['src/a/b.ts', 'src/**/*.ts', true],
    ['src/b.ts', 'src/**/*.ts', true],
    ['src/b.ts', 'src/**', true],
    ['lib/src/b.ts', 'src/**', false],
    ['a.ts', '?.ts', true],
    ['ab.ts', '?.ts', false],
    ['a+b.ts', 'a+b.ts', true],
    ['a'.repeat(200), `${'*a'.repeat(60)}b`, false],
  ])('A100 matches %j against %j: %j', (path, glob, fits) => {
    expect(matchesGlob(path, glob)).toBe(fits);
  });
});
