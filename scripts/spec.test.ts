import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const spec = readFileSync('SPEC.md', 'utf8');
const rules = [...spec.matchAll(/^- \*\*([A-Z])(\d+)\*\*/gm)].map(([, letter = '', number]) => ({
  letter,
  number: Number(number),
}));

it('SPEC numbers its rules forward within each part, each once', () => {
  expect(rules.length).toBeGreaterThan(400);
  const names = rules.map(({ letter, number }) => `${letter}${number}`);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  const backwards = rules.filter((rule, at) => {
    const before = rules[at - 1];
    return before?.letter === rule.letter && before.number > rule.number;
  });
  expect(backwards).toEqual([]);
});

const files = globSync(['{shared,party,web,scripts,test}/**/*.test.ts', 'e2e/*.spec.ts'], {
  exclude: ['**/node_modules/**'],
});

it('each rule is named by a test', () => {
  const cited = new Set(files.flatMap((file) => readFileSync(file, 'utf8').match(/\b[A-Z]\d{1,3}\b/g) ?? []));
  const names = rules.map(({ letter, number }) => `${letter}${number}`);
  expect(names.filter((name) => !cited.has(name))).toEqual([]);
});

it('the rules that titles of tests cite are there', () => {
  const names = new Set(rules.map(({ letter, number }) => `${letter}${number}`));
  const letters = new Set(rules.map(({ letter }) => letter));
  expect(files.length).toBeGreaterThan(150);
  const unknown = files.flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(
        /\b(?:it|test|describe)(?:\.each\([\s\S]*?\))?\(\s*(['"`])(.*?)\1/g,
      ),
    ].flatMap(([, , title = '']) =>
      [...title.matchAll(/\b([A-Z])\d{1,3}\b/g)].flatMap(([name, letter = '']) =>
        letters.has(letter) && !names.has(name) ? [`${name} in ${file}`] : [],
      ),
    ),
  );
  expect(unknown).toEqual([]);
});
