import { describe, expect, it } from 'vitest';
import { type Command, parseCommands } from './command-parser.ts';

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
];
describe('the command model reads', () => {
  it.each(understood)('A18 %j', (message, ...commands) => {
    expect(parseCommands(message)).toEqual({ commands });
  });

  it.each([
    ['refactor everything', 'help'],
    ['fix the sum in add.ts', 'in FILE replace A with B'],
    ['run', 'run FILE'],
    ['list then dance', 'list'],
  ])('A19 does not pretend to understand %j and names the nearest form', (message, nearest) => {
    const parsed = parseCommands(message);
    if (!('nearest' in parsed)) throw new Error(JSON.stringify(parsed));
    expect(parsed.nearest).toBe(nearest);
  });
});
