import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Command, commandForms, formNames } from './forms.ts';
import { parseCommands } from './parser.ts';

const understood: [string, ...Command[]][] = [
  ['list', { do: 'list' }],
  ['List the files.', { do: 'list' }],
  ['please show all files', { do: 'list' }],
  ['What files are there?', { do: 'list' }],
  ['help', { do: 'help' }],
  ['read src/main.ts', { do: 'read', path: 'src/main.ts' }],
  ['Please read the file src/main.ts.', { do: 'read', path: 'src/main.ts' }],
  ['could you show me README.md?', { do: 'read', path: 'README.md' }],
  ['open "my notes.md"', { do: 'read', path: 'my notes.md' }],
  ['delete src/old.ts', { do: 'delete', path: 'src/old.ts' }],
  ['Please remove the file "my notes.md".', { do: 'delete', path: 'my notes.md' }],
  ['rename a.ts to src/b.ts', { do: 'rename', path: 'a.ts', to: 'src/b.ts' }],
  ['mv a.ts into src/b.ts', { do: 'rename', path: 'a.ts', to: 'src/b.ts' }],
  [
    'rename a.ts to b.ts then run b.ts',
    { do: 'rename', path: 'a.ts', to: 'b.ts' },
    { do: 'run', path: 'b.ts' },
  ],
  ['run src/main.ts', { do: 'run', path: 'src/main.ts' }],
  ['RUN main.ts please', { do: 'run', path: 'main.ts' }],
  ['execute `main.ts` again', { do: 'run', path: 'main.ts' }],
  ['create a.txt: hello there.', { do: 'create', path: 'a.txt', text: 'hello there.\n' }],
  ['create a file called a.txt with hello', { do: 'create', path: 'a.txt', text: 'hello\n' }],
  [
    'create add.ts:\nexport const add = (a: number, b: number) => a + b;\n// then rest',
    {
      do: 'create',
      path: 'add.ts',
      text: 'export const add = (a: number, b: number) => a + b;\n// then rest\n',
    },
  ],
  ['create add.ts:\n```ts\nrun();\nlist\n```', { do: 'create', path: 'add.ts', text: 'run();\nlist\n' }],
  [
    'in add.ts replace a - b with a + b',
    { do: 'replace', path: 'add.ts', search: 'a - b', replace: 'a + b' },
  ],
  [
    'In add.ts, replace "a - b" with "a + b".',
    { do: 'replace', path: 'add.ts', search: 'a - b', replace: 'a + b' },
  ],
  [
    "please change 'x with y' to `z` in src/add.ts",
    { do: 'replace', path: 'src/add.ts', search: 'x with y', replace: 'z' },
  ],
  ['in a.ts replace "; // old" with ";"', { do: 'replace', path: 'a.ts', search: '; // old', replace: ';' }],
  ['append to notes.md: - one more', { do: 'append', path: 'notes.md', text: '- one more\n' }],
  ['add to notes.md: x', { do: 'append', path: 'notes.md', text: 'x\n' }],
  [
    'in add.ts replace - with + and then run main.ts',
    { do: 'replace', path: 'add.ts', search: '-', replace: '+' },
    { do: 'run', path: 'main.ts' },
  ],
  [
    'list, then read a.ts then run a.ts.',
    { do: 'list' },
    { do: 'read', path: 'a.ts' },
    { do: 'run', path: 'a.ts' },
  ],
  ['@agent, please list', { do: 'list' }],
  [
    'create a.txt: one\nrun a.txt',
    { do: 'create', path: 'a.txt', text: 'one\n' },
    { do: 'run', path: 'a.txt' },
  ],
  ['read a.ts\nread b.ts', { do: 'read', path: 'a.ts' }, { do: 'read', path: 'b.ts' }],
  ['list in src/', { do: 'listIn', path: 'src/' }],
  ['show me the files in src', { do: 'listIn', path: 'src' }],
  ['list *.ts', { do: 'listIn', path: '*.ts' }],
  ['read line 3 of a.ts', { do: 'readLines', path: 'a.ts', from: 3, to: 3 }],
  ['please show lines 3-8 in "my notes.md".', { do: 'readLines', path: 'my notes.md', from: 3, to: 8 }],
  ['search for "two words" in *.md', { do: 'searchIn', search: 'two words', path: '*.md' }],
  ['find where in the world', { do: 'search', search: 'where in the world' }],
  ['touch a.ts', { do: 'createEmpty', path: 'a.ts' }],
  ['make a new empty file called a.ts', { do: 'createEmpty', path: 'a.ts' }],
  ['add to the top of a.ts: // x', { do: 'prepend', path: 'a.ts', text: '// x\n' }],
  ['insert above line 1 of a.ts: // x', { do: 'insertBefore', path: 'a.ts', line: 1, text: '// x\n' }],
  [
    'in a.ts add below line 2:\n```\none\n\ntwo\n```',
    { do: 'insertAfter', path: 'a.ts', line: 2, text: 'one\n\ntwo\n' },
  ],
  ['delete line 4 from a.ts', { do: 'deleteLines', path: 'a.ts', from: 4, to: 4 }],
  ['change lines 2 to 3 of a.ts to: x', { do: 'replaceLines', path: 'a.ts', from: 2, to: 3, text: 'x\n' }],
  [
    'in a.ts replace "line 3" with "row 3"',
    { do: 'replace', path: 'a.ts', search: 'line 3', replace: 'row 3' },
  ],
  ['change every a to b in a.ts', { do: 'replaceAll', path: 'a.ts', search: 'a', replace: 'b' }],
  ['replace a with b in all files', { do: 'replaceEverywhere', search: 'a', replace: 'b' }],
  ['mv a.ts into src/', { do: 'moveInto', path: 'a.ts', to: 'src/' }],
  ['run a.ts with args 1 "b c"', { do: 'runWith', path: 'a.ts', args: ['1', 'b c'] }],
  ['$ ls | wc -l', { do: 'bash', command: 'ls | wc -l' }],
  [
    'bash ```\nfor f in *; do\n  echo $f\ndone\nls\n```',
    { do: 'bash', command: 'for f in *; do\n  echo $f\ndone\nls' },
  ],
  ['bash ls src then read a.ts', { do: 'bash', command: 'ls src' }, { do: 'read', path: 'a.ts' }],
  ['get https://esm.sh/a.', { do: 'fetch', url: 'https://esm.sh/a' }],
];

const rows = [
  ...readFileSync(new URL('../../../../docs/commands.md', import.meta.url), 'utf8').matchAll(
    /^\| `(?<form>[^`]+)`\s*\| `(?<example>[^`]+)`\s*\| (?<does>.*\S)\s*\|$/gm,
  ),
].map(({ groups }) => ({ form: groups?.['form'], example: groups?.['example'] ?? '' }));

describe('the documented language', () => {
  it('A105 has all forms, and no others', () => {
    expect(rows.map(({ form }) => form)).toEqual(formNames.map((name) => commandForms[name].form));
    expect(rows.length).toBeGreaterThan(20);
  });

  it('A105 is listed in the README', () => {
    const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8');
    const table = /^\| To [^]*?\n\n/m.exec(readme)?.[0] ?? '';
    const forms = [...table.matchAll(/`([^`]+)`/g)].map(([, form]) => form ?? '');
    expect(forms.toSorted()).toEqual(formNames.map((name) => commandForms[name].form).toSorted());
  });

  it.each(rows)('A105 reads $example as $form', ({ form, example }) => {
    const parsed = parseCommands(example);
    const forms =
      'commands' in parsed ? parsed.commands.map((command) => commandForms[command.do].form) : parsed;
    expect(forms).toEqual([form]);
  });

  it('A105 shows the examples that help shows', () => {
    expect(rows.map(({ example }) => example)).toEqual(formNames.map((name) => commandForms[name].example));
  });
});

describe('the command parser', () => {
  it.each(understood)('A18 reads %j', (message, ...commands) => {
    expect(parseCommands(message)).toEqual({ commands });
  });

  it.each([
    ['refactor everything', 'help'],
    ['fix the sum in add.ts', 'replace'],
    ['run', 'run'],
    ['list then dance', 'list'],
    ['insert something before the end of a.ts', 'insertBefore'],
    ['copy a.ts', 'copy'],
    ['remove the lines at the end of a.ts', 'deleteLines'],
    ['where is add?', 'search'],
    ['undo what you did to a.ts yesterday', 'undo'],
  ] as const)('A19 A106 does not pretend to understand %j and names the nearest form', (message, nearest) => {
    expect(parseCommands(message)).toEqual({ notUnderstood: message, nearest });
  });

  it.each([
    ['raed src/main.ts', 'read', 'read src/main.ts'],
    ['@agent please delte notes.md.', 'delete', 'delete notes.md'],
    ['rnu main.ts with 3', 'runWith', 'run main.ts with 3'],
    ['in a.ts repalce x with y', 'replace', 'in a.ts replace x with y'],
    ['in a.ts replace x wiht y', 'replace', 'in a.ts replace x with y'],
    ['in a.ts insert affter line 2: x', 'insertAfter', 'in a.ts insert after line 2: x'],
    ['serach TODO in *.ts', 'searchIn', 'search TODO in *.ts'],
  ])('A106 does not do %j, but proposes it with the word corrected', (message, nearest, meant) => {
    expect(parseCommands(message)).toEqual({ notUnderstood: message, nearest, meant });
  });

  it('A106 answers at once to a long text that is no request', () => {
    expect(parseCommands('lorem ipsum with to in '.repeat(2_000))).toHaveProperty('nearest');
  });
});
