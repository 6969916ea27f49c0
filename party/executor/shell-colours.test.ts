import { expect, it } from 'vitest';
import { files } from '../../test/bash-cases.ts';
import { HostCallsHarness } from '../../test/host-calls-harness.ts';
import { execHere } from '../../test/shell.ts';

/** What a command prints at the prompt; `^[` is the beginning of a colour. */
async function typed(command: string, room = new HostCallsHarness(files)): Promise<string> {
  let printed = '';
  await execHere(room, command, {
    tty: true,
    onEntries: async (entries) => void (printed += entries.map(({ text }) => text).join('')),
  });
  return printed.replaceAll('\u001b', '^[');
}

const src = '^[[0m^[[01;34msrc^[[0m';
const fig = '^[[01;31m^[[Kfig^[[m^[[K';

it.each([
  ['ls', `README.md\n^[[0m^[[01;34mdata^[[0m\n^[[01;34msrc^[[0m\numlaut.txt\nwords.txt\n`],
  ['ls -d src 2>/dev/null; alias ls="ls -F"', `${src}\n`],
  ['f() { ls -d src; }; f; (ls -d src); true && ls -d src', `${src}\n`.repeat(3)],
  ['cat words.txt | grep -m1 fig', `${fig}\n`],
  ['grep "[fig]*" <<< "a fig"', `a ${fig}\n`],
  ['grep -m1 fig words.txt || true; egrep -c fig words.txt', `${fig}\n2\n`],
  [
    'echo \'{"a":[1,null,"x"]}\' | jq -c .a',
    '^[[1;39m[^[[0m^[[0;39m1^[[0m^[[1;39m,^[[0m^[[1;30mnull^[[0m^[[1;39m,^[[0m^[[0;32m"x"^[[0m^[[1;39m]^[[0m\n',
  ],
  ['jq -r ".total,(.items[0]|{id}|tostring)" data/items.json', '^[[0;39m2^[[0m\n{"id":1}\n'],
  [
    'jq -n \'{"b:": true}\'',
    '^[[1;39m{^[[0m\n  ^[[34;1m"b:"^[[0m^[[1;39m:^[[0m ^[[0;39mtrue^[[0m\n^[[1;39m}^[[0m\n',
  ],
  ['tree src/deep', '^[[01;34msrc/deep^[[0m\n`-- ^[[01;34mer^[[0m\n    `-- x.ts\n\n1 directory, 1 file\n'],
  [
    'echo "ls -d src; ls -d --color=auto src; jq -n 1" > /tmp/s; bash /tmp/s',
    `src\n${src}\n^[[0;39m1^[[0m\n`,
  ],
])('X121 at the prompt %s has colours', async (command, expected) => {
  expect(await typed(command)).toBe(expected);
});

it.each([
  'ls | cat; ls -d src > /tmp/o; cat /tmp/o; echo "$(ls; grep fig words.txt; jq .total data/items.json)"',
  'grep fig words.txt | cat; { grep fig words.txt; } > /tmp/o; cat /tmp/o; cat <(grep fig words.txt)',
  'echo words.txt | xargs grep -H fig; find src -name add.ts -exec ls {} +; exec > /tmp/o; ls; jq -n 1; exec >&2; cat /tmp/o',
  'ls --color=never; grep --color=never fig words.txt; jq -M .total data/items.json; tree -n src; diff words.txt README.md',
  "jq -CM .total data/items.json; jq --monochrome-output .total data/items.json; jq -n --arg a -C '$a' -rM",
  'export NO_COLOR=1; ls; grep fig words.txt; jq .total data/items.json; tree; diff --color words.txt README.md; ls --color=auto',
  'NO_COLOR=1 ls; NO_COLOR=1 grep --color=auto fig words.txt',
])('X122 nothing has colours in %s', async (command) => {
  const printed = await typed(command);
  expect(printed).not.toBe('');
  expect(printed).not.toContain('^[');
});

it('X122 a caller that is no terminal gets none, though it sees the output while the command goes on', async () => {
  let printed = '';
  await execHere(new HostCallsHarness(files), 'ls; grep fig words.txt; jq .total data/items.json', {
    onEntries: async (entries) => void (printed += entries.map(({ text }) => text).join('')),
  });
  expect(printed).toContain('fig');
  expect(printed).not.toContain('\u001b');
});

it('X122 without a terminal there are colours only for who asks for them', async () => {
  const said = async (command: string) => (await execHere(new HostCallsHarness(files), command)).stdout;
  for (const command of [
    'ls',
    'grep fig words.txt',
    'jq .total data/items.json',
    'tree',
    'diff --color words.txt README.md',
  ])
    expect(await said(command)).not.toContain('\u001b');
  for (const command of [
    'ls --color',
    'ls --color=always | cat',
    'grep --color=always fig words.txt',
    'jq -C .total data/items.json',
    'tree -C',
    'diff --color=always words.txt README.md',
    'NO_COLOR=1 ls --color=always',
  ])
    expect(await said(command)).toContain('\u001b[');
});
