import { describe, expect, it } from 'vitest';
import { agentSearchLimits } from '../../../shared/limits.ts';
import { matchesGlob, searchFiles } from './search.ts';

const files = new Map([
  ['src/b.ts', 'const a = 1;\n// Total (a.b)\n'],
  ['src/a/deep.test.ts', 'total\n'],
  ['notes.md', 'The TOTAL is (a.b)\n'],
]);

describe('the agent’s search', () => {
  it('A100 finds a literal text, ignoring case, and gives file and line', async () => {
    expect((await searchFiles(files, { pattern: 'total' })).matches).toEqual([
      { path: 'notes.md', line: 1, text: 'The TOTAL is (a.b)' },
      { path: 'src/a/deep.test.ts', line: 1, text: 'total' },
      { path: 'src/b.ts', line: 2, text: '// Total (a.b)' },
    ]);
    expect((await searchFiles(files, { pattern: '(a.b)' })).matches.map(({ path }) => path)).toEqual([
      'notes.md',
      'src/b.ts',
    ]);
    expect(await searchFiles(files, { pattern: '(a|b)+$' })).toEqual({ matches: [] });
  });

  it('A100 searches the files that match the glob, says when none does, and notes what it cut off', async () => {
    const inTs = await searchFiles(files, { pattern: 'total', glob: '*.ts' });
    expect(inTs.matches.map(({ path }) => path)).toEqual(['src/a/deep.test.ts', 'src/b.ts']);
    expect((await searchFiles(files, { pattern: 'total', glob: 'lib/*' })).note).toContain('lib/*');
    const many = await searchFiles(new Map([['x', 'aa\n'.repeat(200)]]), { pattern: 'a' });
    expect(many.matches).toHaveLength(agentSearchLimits.maxMatches);
    expect(many.note).toContain('more than');
  });

  it('A100 heeds case when it is told to', async () => {
    const { matches } = await searchFiles(files, { pattern: 'Total', caseSensitive: true });
    expect(matches.map(({ path }) => path)).toEqual(['src/b.ts']);
    const regex = await searchFiles(files, { pattern: '^TOT|TOTAL', regex: true, caseSensitive: true });
    expect(regex.matches.map(({ path }) => path)).toEqual(['notes.md']);
  });

  it('A200 finds the lines that match a regular expression', async () => {
    const search = (pattern: string, glob?: string) => searchFiles(files, { pattern, glob, regex: true });
    expect(await search(String.raw`total\b.*\(a\.b\)`)).toEqual({
      matches: [
        { path: 'notes.md', line: 1, text: 'The TOTAL is (a.b)' },
        { path: 'src/b.ts', line: 2, text: '// Total (a.b)' },
      ],
    });
    expect((await search('^total$', 'src/**')).matches).toEqual([
      { path: 'src/a/deep.test.ts', line: 1, text: 'total' },
    ]);
    expect(await search(String.raw`;\n//`)).toEqual({ matches: [] });
    const far = new Map([['far', `${'x'.repeat(500)} here ${'y'.repeat(500)}`]]);
    const [match] = (await searchFiles(far, { pattern: 'h[e]re', regex: true })).matches;
    expect(match?.text).toMatch(/^x{59} here y{59}$/);
  });

  it('A200 searches long lines for a pattern that would backtrack for ever, while others get their turn', async () => {
    const long = new Map(
      Array.from({ length: 10 }, (_, at) => [`${at}.txt`, `${'a'.repeat(1_900)}!\n`.repeat(50)]),
    );
    let turns = 0;
    const others = setInterval(() => turns++);
    const found = await searchFiles(long, { pattern: '^(a+)+$', regex: true });
    clearInterval(others);
    expect(found).toEqual({ matches: [] });
    expect(turns).toBeGreaterThan(10);
  });

  it('A200 ends a search that is stopped, and says so', async () => {
    const stop = new AbortController();
    const many = new Map(Array.from({ length: 20 }, (_, at) => [`${at}.txt`, 'abc\n'.repeat(20_000)]));
    const search = searchFiles(many, { pattern: '(b|c)+x', regex: true }, stop.signal);
    stop.abort();
    expect((await search).note).toContain('before all files were searched');
  });

  it('A201 says how much of long lines was searched', async () => {
    const long = new Map([['long', `${'a'.repeat(3_000)}b`]]);
    const found = await searchFiles(long, { pattern: 'b$', regex: true });
    expect(found.matches).toEqual([]);
    expect(found.note).toContain('first 2000 characters');
  });

  it.each([
    ['[', 'missing closing ]'],
    ['*', 'missing argument'],
    ['(?=a)', 'invalid or unsupported'],
    [String.raw`(a)\1`, 'invalid escape sequence'],
    ['(a{100}){100}', 'repeat'],
    [String.raw`(\pL{20}){30}`, 'too large'],
    [String.raw`(?:\p{L}|\p{N}|\p{Lu}|\p{Ll}){900}\bq`, 'cannot compile'],
  ])('A201 refuses %j: %s', async (pattern, why) => {
    await expect(searchFiles(files, { pattern, regex: true })).rejects.toThrow(why);
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
