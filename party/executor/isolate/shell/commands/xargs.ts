import { type Command, decodeBytesToUtf8, defineCommand, type ExecResult } from 'just-bash';
import { optionsOf } from './options.ts';
import { quoted, refused } from './results.ts';

const long = {
  null: '0',
  delimiter: 'd',
  'max-args': 'n',
  'max-lines': 'L',
  'max-procs': 'P',
  'no-run-if-empty': 'r',
  replace: 'I',
  verbose: 't',
  exit: 'x',
};

/** Runs a command with what is piped in as its arguments. Ours, since just-bash reads no `-n1`, and forgets exit codes. */
export const xargs: Command = defineCommand('xargs', async (args, { cwd, exec, signal, stdin }) => {
  const parsed = optionsOf('xargs', args, { short: '0d:n:L:P:I:rtx', long, stops: true });
  if ('wrong' in parsed) return refused(parsed.wrong);
  if (!exec) throw new Error('xargs has no shell.');
  const given = new Map(parsed.options);
  for (const letter of 'nLP') {
    const value = given.get(letter);
    if (value !== undefined && !(/^\d+$/.test(value) && (letter === 'P' || Number(value) > 0)))
      return refused(`xargs: value ${value} for -${letter} option should be >= 1\n`);
  }
  const text = decodeBytesToUtf8(stdin);
  const placeholder = given.get('I');
  const delimiter = given.has('0') ? '\0' : escaped(given.get('d'));
  const lines = linesOf(text, { delimiter, isWhole: placeholder !== undefined });
  if (lines === undefined)
    return refused(
      'xargs: unmatched quote; by default quotes are special to xargs unless you use the -0 option\n',
    );
  const command = parsed.operands.length === 0 ? ['echo'] : parsed.operands;
  const rounds = placeholder === undefined ? roundsOf(lines, given) : lines.map((line) => line.join(' '));
  const all: ExecResult = { stdout: '', stderr: '', exitCode: 0 };
  for (const round of rounds) {
    const words =
      typeof round === 'string'
        ? command.map((word) => word.replaceAll(placeholder ?? '', () => round))
        : [...command, ...round];
    if (given.has('t')) all.stderr += `${words.join(' ')}\n`;
    const { stdout, stderr, exitCode } = await exec(words.map(quoted).join(' '), {
      cwd,
      stdin: '',
      ...(signal && { signal }),
    });
    all.stdout += stdout;
    all.stderr += stderr;
    if (exitCode === 0) continue;
    if (exitCode === 126 || exitCode === 127) return { ...all, exitCode };
    if (exitCode === 255) {
      all.stderr += `xargs: ${words[0]}: exited with status 255; aborting\n`;
      return { ...all, exitCode: 124 };
    }
    all.exitCode = 123;
  }
  return all;
});

const escaped = (delimiter: string | undefined): string | undefined =>
  delimiter === undefined
    ? undefined
    : ({ '\\n': '\n', '\\t': '\t', '\\0': '\0', '\\\\': '\\' }[delimiter] ?? delimiter.charAt(0));

/** The items of each line. */
function linesOf(
  text: string,
  { delimiter, isWhole }: { delimiter: string | undefined; isWhole: boolean },
): string[][] | undefined {
  if (delimiter !== undefined) {
    const items = text.split(delimiter);
    if (items.at(-1) === '') items.pop();
    return items.map((item) => [item]);
  }
  const lines: string[][] = [];
  for (const line of text.split('\n')) {
    const trimmed = isWhole ? line.replace(/^[ \t]+/, '') : line;
    const items: string[] = [];
    // A word: of text in quotes, characters after a backslash, and others.
    const word = /(?:'[^']*'|"[^"]*"|\\[^]|[^\s'"\\])+/y;
    const whole = /(?:'[^']*'|"[^"]*"|\\[^]|[^'"\\])+/y;
    const pattern = isWhole ? whole : word;
    for (let at = 0; at < trimmed.length; at = pattern.lastIndex) {
      const blank = isWhole ? 0 : (/^[ \t]+/.exec(trimmed.slice(at))?.[0].length ?? 0);
      pattern.lastIndex = at + blank;
      if (pattern.lastIndex >= trimmed.length) break;
      const [item] = pattern.exec(trimmed) ?? [];
      if (item === undefined) return undefined;
      items.push(item.replace(/'([^']*)'|"([^"]*)"|\\([^])/g, '$1$2$3'));
    }
    if (items.length > 0) lines.push(items);
  }
  return lines;
}

function roundsOf(lines: string[][], given: ReadonlyMap<string, string>): string[][] {
  const atOnce = Number(given.get('n') ?? 0);
  const linesAtOnce = Number(given.get('L') ?? 0);
  const units = linesAtOnce > 0 ? lines : lines.flat().map((item) => [item]);
  const size = linesAtOnce || atOnce || Math.max(units.length, 1);
  const rounds: string[][] = [];
  for (let at = 0; at < units.length; at += size) rounds.push(units.slice(at, at + size).flat());
  return rounds.length === 0 && !given.has('r') ? [[]] : rounds;
}
