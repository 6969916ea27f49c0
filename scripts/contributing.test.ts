import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const walks = /## Three walks\n([\s\S]*?)\n## /.exec(readFileSync('CONTRIBUTING.md', 'utf8'))?.[1] ?? '';

/** A declaration, a member of a class or a property: a line that only calls or passes the name is none of these. */
function isDefined(name: string, source: string): boolean {
  const declared = `(?:function\\*?|class|const|interface|type) ${name}\\b`;
  const member = `^ +(?:(?:override|async|static|readonly|get) )*\\*?${name}(?:<.*>)?\\((?!.*;$)`;
  const property = `(?:^ +|[{;] )${name}: `;
  return new RegExp(`${declared}|${member}|${property}`, 'm').test(source);
}

it('the walks of CONTRIBUTING name files, and what these define', () => {
  const steps = walks.split('\n').filter((line) => /^\d+\. /.test(line));
  expect(steps).toHaveLength(30);
  const missing: string[] = [];
  for (const step of steps) {
    let source = '';
    for (const [, name = ''] of step.matchAll(/`([^`]+)`/g)) {
      if (name.includes('/')) {
        if (!existsSync(name)) missing.push(name);
        else source = readFileSync(name, 'utf8');
      } else {
        const isEvent = /^[a-z]+-[a-z]+$/.test(name);
        const isSymbol = /^#?\w+$/.test(name);
        if (isEvent ? !source.includes(`'${name}'`) : isSymbol && !isDefined(name, source))
          missing.push(`${name} in: ${step}`);
      }
    }
  }
  expect(missing).toEqual([]);
});

it('a call of a name does not define it', () => {
  expect(isDefined('answer', '  answer(question);')).toBe(false);
  expect(isDefined('answer', '  const given = answer(question);')).toBe(false);
  expect(isDefined('answer', '  async answer(question: string): Promise<void> {')).toBe(true);
  expect(isDefined('#answer', '  *#answer(\n    question: string,\n  ): void {')).toBe(true);
  expect(isDefined('answer', 'export const answer = 1;')).toBe(true);
});
