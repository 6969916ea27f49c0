import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const rows = readFileSync('THREAT_MODEL.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| T\d/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

/** The files and folders that a cell names; a bare file name is in the folder of the one before. */
function namedIn(cell: string): string[] {
  let folder = '';
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => {
    const found = [name, join(folder, name)].find((path) => path.includes('/') && existsSync(path));
    folder = dirname(found ?? name);
    return found ?? name;
  });
}

it('each threat names existing files that prevent it, and existing tests of them', () => {
  expect(rows.length).toBeGreaterThan(40);
  const missing = rows.flatMap(([, number, , , where = '', tests = '']) => {
    const names = [...namedIn(where), ...namedIn(tests)];
    const none = namedIn(where).length === 0 || namedIn(tests).length === 0 ? [`${number}: none`] : [];
    return [...none, ...names.flatMap((name) => (existsSync(name) ? [] : `${number}: ${name}`))];
  });
  expect(missing).toEqual([]);
  expect(new Set(rows.map(([, number]) => number)).size).toBe(rows.length);
});
