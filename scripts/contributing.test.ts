import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const walks = /## Three walks\n([\s\S]*?)\n## /.exec(readFileSync('CONTRIBUTING.md', 'utf8'))?.[1] ?? '';

it('the walks of CONTRIBUTING name files, and names in them, that are there', () => {
  const steps = walks.split('\n').filter((line) => /^\d+\. /.test(line));
  expect(steps).toHaveLength(30);
  const missing: string[] = [];
  for (const step of steps) {
    let source = '';
    for (const [, name = ''] of step.matchAll(/`([^`]+)`/g)) {
      if (name.includes('/')) {
        if (!existsSync(name)) missing.push(name);
        else source = readFileSync(name, 'utf8');
      } else if (/^[#\w-]+$/.test(name) && !source.includes(name)) missing.push(`${name} in: ${step}`);
    }
  }
  expect(missing).toEqual([]);
});
