import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const rows = readFileSync('THREAT_MODEL.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| T\d/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

/** The files and folders that a cell names, with their whole paths. */
const namedIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

it('each threat names existing files that prevent it, and existing tests of them', () => {
  expect(rows.length).toBeGreaterThan(40);
  const missing = rows.flatMap(([, number, , , where = '', tests = '']) => {
    const names = [...namedIn(where), ...namedIn(tests)];
    const none = namedIn(where).length === 0 || namedIn(tests).length === 0 ? [`${number}: none`] : [];
    return [
      ...none,
      ...names.flatMap((name) => (name.includes('/') && existsSync(name) ? [] : `${number}: ${name}`)),
    ];
  });
  expect(missing).toEqual([]);
  expect(new Set(rows.map(([, number]) => number)).size).toBe(rows.length);
});
