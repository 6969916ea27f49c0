import { expect, it } from 'vitest';
import { programOf } from './program-line.ts';

const at = (command: string, cwd = '/work') => programOf(command, cwd);

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

it('X96 a path is one from the directory of the shell', () => {
  expect(at('node greeting.ts', '/work/src')).toMatchObject({ entry: 'src/greeting.ts' });
  expect(at('node ../main.ts', '/work/src')).toMatchObject({ entry: 'main.ts' });
  expect(at('node main.ts', '/tmp')).toMatchObject({
    stderr: 'node: /tmp/main.ts is not a file of the room: those are in /work.\n',
    exitCode: 1,
  });
});

it.each([
  ['node', 'say which file of the room: `node FILE`'],
  ['node -e 1', 'the option -e is not available here'],
  ['node --watch main.ts', 'the option --watch is not available here'],
  ['deno', 'only `deno run FILE` is available here'],
  ['deno test', 'only `deno run FILE` is available here'],
  ['node /etc/passwd', 'is not a file of the room'],
  ['node ../../x.ts', 'is not a file of the room'],
])('X96 %s says why it is none', (command, words) => {
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
  'node *.ts',
  'node main.ts # why',
  'node main.ts\nls',
  "node 'main.ts",
  'node "main.ts',
  '',
])('X96 bash has what is more, or less: %s', (command) => {
  expect(at(command)).toBeUndefined();
});
