import { expect, it } from 'vitest';
import { parseProgramLine } from './program-line.ts';

const files = ['.hidden.ts', 'a.txt', 'b.txt', 'main.ts', 'src/greeting.ts', 'src/[id].ts', 'src/parts/a.ts'];
const at = (command: string, cwd = '/work') => parseProgramLine(command, cwd, files);

it.each([
  ['node main.ts', { name: 'node', entry: 'main.ts', args: [], env: {} }],
  ['  nodejs   ./src/main.ts  ', { name: 'nodejs', entry: 'src/main.ts', args: [], env: {} }],
  [
    'tsx /work/main.ts 1 "two words" th\\ ree',
    { name: 'tsx', entry: 'main.ts', args: ['1', 'two words', 'th ree'] },
  ],
  ["ts-node 'a b.ts' '' \"\\$x\" --flag=1", { entry: 'a b.ts', args: ['', '$x', '--flag=1'] }],
  ['deno run -A --allow-read=. main.ts -x', { name: 'deno', entry: 'main.ts', args: ['-x'] }],
  ['bun main.ts', { name: 'bun', entry: 'main.ts' }],
  ['bun run main.ts', { name: 'bun', entry: 'main.ts' }],
  ['node --experimental-strip-types main.ts', { entry: 'main.ts' }],
  ['A=1 B="x y" node main.ts', { entry: 'main.ts', env: { A: '1', B: 'x y' } }],
  ['node 100%.ts', { entry: '100%.ts' }],
  ["node 'what?.ts' straße.ts", { entry: 'what?.ts', args: ['straße.ts'] }],
])('X96 %s is a program', (command, program) => {
  expect(at(command)).toMatchObject(program);
});

it('X96 says that bun has no tests and no packages here, unless a file has that name', () => {
  expect(at('bun test')).toMatchObject({
    stderr: expect.stringMatching(/^bun: there is no test runner here: /),
  });
  expect(at('bun install')).toEqual({ stderr: 'bun: only `bun FILE` is available here.\n', exitCode: 1 });
  expect(parseProgramLine('bun test', '/work', ['test'])).toMatchObject({ entry: 'test' });
});

it('X96 resolves paths against the shell’s directory', () => {
  expect(at('node greeting.ts', '/work/src')).toMatchObject({ entry: 'src/greeting.ts' });
  expect(at('node ../main.ts', '/work/src')).toMatchObject({ entry: 'main.ts' });
  expect(at('node main.ts', '/tmp')).toMatchObject({
    stderr: 'node: /tmp/main.ts is not a file of the room: those are in /work.\n',
    exitCode: 1,
  });
});

it.each([
  ['node main.ts # a comment, with `anything` | in "it', []],
  ['node main.ts a#b "# c" \\#d #e', ['a#b', '# c', '#d']],
  ['node main.ts *.txt', ['a.txt', 'b.txt']],
  ['node main.ts ?.txt [!a].txt [a-b].*', ['a.txt', 'b.txt', 'b.txt', 'a.txt', 'b.txt']],
  [
    'node main.ts src/* */*.ts',
    ['src/[id].ts', 'src/greeting.ts', 'src/parts', 'src/[id].ts', 'src/greeting.ts'],
  ],
  ['node main.ts /work/s*/g* ./*.txt', ['/work/src/greeting.ts', './a.txt', './b.txt']],
  ['node main.ts src/../?.txt *', ['src/../a.txt', 'src/../b.txt', 'a.txt', 'b.txt', 'main.ts', 'src']],
  ['node main.ts */parts/a.ts */none.ts', ['src/parts/a.ts', '*/none.ts']],
  ['node main.ts *.md [x [x]y', ['*.md', '[x', '[x]y']],
  [`node main.ts '*.txt' "?.txt" \\*.txt *'.'txt`, ['*.txt', '?.txt', '*.txt', 'a.txt', 'b.txt']],
  ['node main.ts .h* *hidden*', ['.hidden.ts', '*hidden*']],
])('X96 comments are left out and names expanded as in bash: %s', (command, args) => {
  expect(at(command)).toMatchObject({ entry: 'main.ts', args });
});

it('X96 expands globs in the shell’s directory, also for the file that runs', () => {
  expect(at('node g* ../*.txt', '/work/src')).toMatchObject({
    entry: 'src/greeting.ts',
    args: ['../a.txt', '../b.txt'],
  });
});

it('X96 matches every glob quickly, whatever the files are called', () => {
  const long = `${'a'.repeat(1_000)}b`;
  const stars = `${'*a'.repeat(500)}c`;
  expect(parseProgramLine(`node main.ts ${stars}`, '/work', [long])).toMatchObject({ args: [stars] });
  const many = Array.from({ length: 1_000 }, (_, number) => `${number}.txt`);
  const program = parseProgramLine(`node main.ts ${'* '.repeat(10_000)}`, '/work', many);
  expect(program && 'args' in program && program.args.length).toBeLessThan(20_000);
});

it.each([
  ['node', 'name a file of the room: `node FILE`'],
  ['node -e 1', 'the option -e is not available here'],
  ['node --watch main.ts', 'the option --watch is not available here'],
  ['deno', 'only `deno run FILE` is available here'],
  ['deno test', 'only `deno run FILE` is available here'],
  ['node /etc/passwd', 'is not a file of the room'],
  ['node ../../x.ts', 'is not a file of the room'],
])('X96 %s is refused with a reason', (command, words) => {
  const refused = at(command);
  expect(refused).toMatchObject({ exitCode: 1 });
  expect(refused && 'stderr' in refused && refused.stderr).toContain(words);
});

it.each([
  'ls',
  'nodemon main.ts',
  'node main.ts | cat',
  'node main.ts > out.txt',
  'cd src && node main.ts',
  'node main.ts; ls',
  'node main.ts &',
  'node $FILE',
  'node "$FILE"',
  'node $(ls)',
  'node `ls`',
  'node main.ts\nls',
  'node main.ts # why\nls',
  'node main.ts {a,b}.txt',
  'node main.ts [[:alpha:]].txt',
  'node main.ts ~',
  '# node main.ts',
  "node 'main.ts",
  'node "main.ts',
  '',
])('X96 bash has what is more, or less: %s', (command) => {
  expect(at(command)).toBeUndefined();
});
