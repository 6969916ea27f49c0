import { expect, it } from 'vitest';
import { type BashCase, files } from '../../test/bash-cases.ts';
import { HostCallsHarness } from '../../test/host-calls-harness.ts';
import { execHere } from '../../test/shell.ts';
import golden from './bash.golden.json' with { type: 'json' };

const cases = golden as unknown as BashCase[];

/** What a command prints, in order, each piece as it came. */
async function live(script: string, room = new HostCallsHarness(files)) {
  const pieces: { level: string; text: string; atMs: number }[] = [];
  const result = await execHere(room, script, {
    onEntries: async (entries) => void pieces.push(...entries),
  });
  const textOf = (level: string): string =>
    pieces.flatMap((piece) => (piece.level === level ? [piece.text] : [])).join('');
  return { pieces, result, stdout: textOf('log'), stderr: textOf('error') };
}

it.each(cases.filter(({ refusal }) => refusal === undefined))(
  'X119 what appears while it runs is what the command prints: $script',
  async ({ script, stdout, exitCode, files: changed }) => {
    const room = new HostCallsHarness(files);
    const { result, stdout: shown } = await live(script, room);
    expect(shown).toBe(stdout);
    expect(result).toEqual({ stdout: '', stderr: '', exitCode });
    const expected = Object.entries({ ...files, ...changed }).filter(([, text]) => text !== null);
    expect(room.files()).toEqual(Object.fromEntries(expected));
  },
);

/** The pieces of stderr begin with `!`. */
const inOrder = async (script: string): Promise<string[]> =>
  (await live(script)).pieces.map(({ level, text }) => (level === 'error' ? `!${text}` : text));

it.each([
  ['for i in 1 2 3; do echo $i; done', ['1\n', '2\n', '3\n']],
  ['i=0; while [ $((i+=1)) -lt 3 ]; do echo $i >&2; done', ['!1\n', '!2\n']],
  ['echo a && echo b >&2; ! echo c || echo d', ['a\n', '!b\n', 'c\n', 'd\n']],
  ['f() { echo a; nosuch; echo b; }; f', ['a\n', '!bash: nosuch: command not found\n', 'b\n']],
  ['{ echo a; (echo b); }; if echo c; then echo d; fi', ['a\n', 'b\n', 'c\n', 'd\n']],
  ['case x in x) echo a; echo b;; esac; until echo c; do :; done', ['a\n', 'b\n', 'c\n']],
  [
    'eval "echo a; echo b"; echo "echo c; echo d" > /tmp/s; . /tmp/s; bash /tmp/s; sh -c "echo e; echo f"',
    'abcdcdef'.split('').map((letter) => `${letter}\n`),
  ],
  // Only what the last command of a pipe prints is for the terminal, and all of stderr.
  ['for i in 1 2; do echo $i; echo e$i >&2; done | cat', ['!e1\ne2\n', '1\n2\n']],
  ['seq 2 | while read -r i; do echo $i; done', ['1\n', '2\n']],
  ['echo "[$(echo a; nosuch; echo b)]"', ['!bash: nosuch: command not found\n', '[a\nb]\n']],
  ['for i in $(nosuch; echo a b); do echo $i; done', ['!bash: nosuch: command not found\n', 'a\n', 'b\n']],
  ['{ echo a; echo b; } > /tmp/o; cat /tmp/o', ['a\nb\n']],
  [
    'f() { echo a; echo b >&2; } 2>/dev/null; f; g() { echo c; echo d; }; g > /tmp/o; g | tail -n1',
    ['a\n', 'd\n'],
  ],
  ['while read -r i; do echo $i; done <<< "$(printf "%s\n" a b)"', ['a\n', 'b\n']],
  ['cat <(echo a; echo b); echo c > >(cat; echo d); echo "${x:-$(echo e)}"', ['a\nb\n', 'c\nd\n', 'e\n']],
  ['exec 2>&1; echo a >&2; echo b; nosuch', ['a\n', 'b\n', 'bash: nosuch: command not found\n']],
  ['exec > /tmp/o; echo a; for i in 1 2; do echo $i; done; exec >&2; cat /tmp/o', ['!a\n1\n2\n']],
  ['set -x; echo a; f() { echo b 2>/dev/null; }; f', ['!+ echo a\n', 'a\n', '!+ f\n', '!+ echo b\n', 'b\n']],
  ['exec 2>/tmp/e; set -x; echo a; set +x; grep -c echo /tmp/e', ['a\n', '1\n']],
  ['set -v; echo a', ['!echo a\n', 'a\n']],
  ['trap "echo end" EXIT; echo a; exit 3', ['a\n', 'end\n']],
  ['trap "echo end" EXIT; echo a; exit b', ['a\n', '!bash: exit: b: numeric argument required\n', 'end\n']],
  ['trap "echo err" ERR; echo a; false; echo b', ['a\n', 'err\n', 'b\n']],
  ['set -e; echo a; false; echo b', ['a\n']],
  ['echo a; echo $((1/0)); echo b', ['a\n', '!bash: division by 0\n']],
  ['(echo a; exit 2) & echo b; wait $!; echo $?', ['a\n', 'b\n', '2\n']],
  ['compgen -F f; f() { echo no; COMPREPLY=(a b); }; compgen -F f', ['no\na\nb\n']],
  [
    'find src -name "*.ts" -exec echo {} \\; | wc -l; seq 2 | xargs -n1 echo',
    expect.arrayContaining(['1\n2\n']),
  ],
  ['echo é > /tmp/e; head -c1 /tmp/e; tail -c+2 /tmp/e', ['é\n']],
  ['echo é > /tmp/e; head -c1 /tmp/e', ['Ã']],
  ["printf 'é'; printf '€\n'", ['é', '€\n']],
  ['echo a; echo $(echo b >&2; exit 3); echo c', ['a\n', '!b\n', '\n', 'c\n']],
  ['time for i in a b; do echo $i; done 2>/tmp/e', expect.arrayContaining(['a\nb\n'])],
])(
  'X119 each part is there once, in order, and nothing that is kept from the terminal: %s',
  async (script, pieces) => {
    expect(await inOrder(script)).toEqual(pieces);
  },
);

it('X119 what is printed arrives while the command goes on', async () => {
  const batches: string[] = [];
  await execHere(new HostCallsHarness(), 'for i in 1 2 3; do echo $i; sleep 0.2; done', {
    onEntries: async (entries) => void batches.push(entries.map(({ text }) => text).join('')),
  });
  expect(batches).toEqual(['1\n', '2\n', '3\n']);
});

it('X119 the limit of output is that of the whole command, and what fits is shown', async () => {
  const script = 'for i in {1..30}; do printf %050000d 0; done; echo no';
  const { stdout, stderr, result } = await live(script);
  expect(stdout.length).toBe(1_000_000);
  expect(stderr).toContain('total output size exceeded');
  expect(result.exitCode).toBe(126);
});

it('X119 a command whose output nobody takes any more is ended', async () => {
  const said = await execHere(new HostCallsHarness(), 'while sleep 0.05; do echo x; done', {
    onEntries: () => Promise.reject(new Error('gone')),
  });
  expect(said).toMatchObject({ stderr: 'bash: nobody takes its output any more\n', exitCode: 126 });
});
