import type { ToolName } from '../../shared/tools.ts';

/** One tool call that the task asks for. */
export interface TaskStep {
  tool: ToolName;
  input: object;
}

/** Files, by path. */
export type Files = Record<string, string>;

/** Where people write in each file; the agent writes elsewhere. */
export const peoplesLine = 'people: ';

const filler = (name: string, lines: number): string =>
  Array.from({ length: lines }, (_, at) => `${name} ${at}: ${'lorem ipsum dolor '.repeat(3)}\n`).join('');

const chapters = [1, 2, 3, 4, 5, 6, 7] as const;
const chapter = (n: number, total = '?'): string =>
  `# Chapter ${n}\n${peoplesLine}\ntotal: ${total}\n${filler(`c${n}`, 40)}end of chapter ${n}\n`;
const totalOf = (n: number): string => `${n} apples and ${n * n} pears`;
const longTotal = Array.from({ length: 60 }, (_, word) => `word${word}`).join(' ');

const log = (...lines: string[]): string => [`# Log`, peoplesLine, ...lines, '(end of log)', ''].join('\n');
const program = (greeting: string): string =>
  `// ${peoplesLine}\nconst greeting = ${JSON.stringify(greeting)};\nconsole.log(greeting);\n`;
const rewritten = `# Plan\n${peoplesLine}\n1. count\n2. write it down\n${filler('plan', 12)}`;
const plan = `# Plan\n${peoplesLine}\nnothing yet\n${filler('plan', 12)}`;
const created = (name: string): string => `# ${name}\n${peoplesLine}\n${filler(name, 30)}`;

/** What the room has before the task. */
export const before: Files = {
  ...Object.fromEntries(chapters.map((n) => [`book/c${n}.md`, chapter(n)])),
  'log.txt': log(),
  'plan.md': plan,
  'main.ts': program('hello'),
  'old.txt': `${peoplesLine}\nnot needed any more\n`,
};

/** The twelve files that it has after it. */
export const after: Files = {
  ...Object.fromEntries(chapters.slice(0, -1).map((n) => [`book/c${n}.md`, chapter(n, totalOf(n))])),
  'book/last.md': chapter(7, longTotal),
  'log.txt': `${log('one', 'two', 'three', 'four')}by bash\n`,
  'plan.md': rewritten,
  'main.ts': program('good morning'),
  'notes/a.md': created('a'),
  'notes/b.md': created('b').replace('b 0:', 'b zero:'),
};

const step = (tool: ToolName, input: object): TaskStep => ({ tool, input });
const edit = (path: string, search: string, replace: string): TaskStep =>
  step('editFile', { path, edits: [{ search, replace }] });
const readAndCount = (n: number): TaskStep[] => [
  step('readFile', { path: `book/c${n}.md` }),
  edit(`book/c${n}.md`, 'total: ?', `total: ${totalOf(n)}`),
];
const note = (line: string): TaskStep => edit('log.txt', '(end of log)', `${line}\n(end of log)`);
const todo = (text: string): TaskStep =>
  step('todo', {
    items: [
      { text: 'count', state: 'doing' },
      { text, state: 'open' },
    ],
  });

/** The forty steps, in order; no two are alike. That of the long total takes two seconds to type. */
export const steps: readonly TaskStep[] = [
  todo('write it down'),
  step('listFiles', {}),
  step('search', { pattern: 'total: \\?', regex: true, glob: '*.md' }),
  ...readAndCount(1),
  ...readAndCount(2),
  note('one'),
  step('readFile', { path: 'plan.md' }),
  step('writeFile', { path: 'plan.md', content: rewritten }),
  step('run', { entry: 'main.ts', args: ['first'] }),
  ...readAndCount(3),
  step('writeFile', { path: 'notes/a.md', content: created('a') }),
  step('readFile', { path: 'book/c7.md' }),
  edit('book/c7.md', 'total: ?', `total: ${longTotal}`),
  note('two'),
  todo('half of it is done'),
  ...readAndCount(4),
  step('writeFile', { path: 'notes/b.md', content: created('b') }),
  step('search', { pattern: 'lorem', glob: 'notes/*.md' }),
  step('readFile', { path: 'main.ts' }),
  edit('main.ts', '"hello"', '"good morning"'),
  step('diagnostics', { path: 'main.ts' }),
  step('run', { entry: 'main.ts', args: ['second'] }),
  note('three'),
  ...readAndCount(5),
  step('readFile', { path: 'book/c7.md', range: { from: 1, to: 30 } }),
  step('renameFile', { path: 'book/c7.md', to: 'book/last.md' }),
  step('deleteFile', { path: 'old.txt' }),
  step('readFile', { path: 'notes/a.md' }),
  edit('notes/b.md', 'b 0:', 'b zero:'),
  ...readAndCount(6),
  note('four'),
  step('bash', { command: 'echo "by bash" >> log.txt' }),
  step('readFile', { path: 'log.txt' }),
  todo('all is written down'),
];

/** The request, which has all the model needs to know. */
export const request = [
  'Do these steps, one after the other.',
  ...steps.map(({ tool, input }, at) => `${at + 1}. ${tool} ${JSON.stringify(input)}`),
].join('\n');
