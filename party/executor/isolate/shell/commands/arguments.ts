import type { ExecResult } from 'just-bash';
import { optionsOf } from './options.ts';
import { refused } from './results.ts';

/** Options of a command: those that just-bash knows, and those that ask for what it does anyway. */
interface Known {
  passed: string;
  ignored: string;
  long: Record<string, string>;
  usage: string;
}

const copying: Record<string, string> = {
  archive: 'a',
  force: 'f',
  'no-clobber': 'n',
  'no-target-directory': 'T',
  preserve: 'p',
  recursive: 'r',
  'target-directory': 't',
  verbose: 'v',
};

const known: Record<string, Known> = {
  cp: { passed: 'Rrnpv', ignored: 'adfHLP', long: copying, usage: 'cp' },
  mv: { passed: 'nv', ignored: 'f', long: copying, usage: 'mv' },
  rm: {
    passed: 'Rrfv',
    ignored: 'd',
    long: { dir: 'd', force: 'f', recursive: 'r', verbose: 'v' },
    usage: 'rm',
  },
};

/** `cp`, `mv` and `rm` with the options that people give them: `-a`, `-t FOLDER`, `-T`, and more. */
export async function withArguments(
  name: string,
  args: readonly string[],
  run: (args: string[]) => Promise<ExecResult>,
): Promise<ExecResult> {
  const command = known[name];
  if (!command || args.includes('--help')) return await run([...args]);
  const { passed, ignored, long } = command;
  const isCopying = name !== 'rm';
  const parsed = optionsOf(name, args, { short: `${passed}${ignored}${isCopying ? 'Tt:' : ''}`, long });
  if ('wrong' in parsed) return refused(parsed.wrong);
  const { options, operands } = parsed;
  const given = new Map(options);
  const [first] = operands;
  if (first === undefined && !(name === 'rm' && given.has('f')))
    return refused(`${name}: missing ${isCopying ? 'file ' : ''}operand\n${more(name)}`);
  if (name === 'rm') {
    const dot = operands.find((operand) => /(?:^|\/)\.{1,2}\/*$/.test(operand));
    if (dot !== undefined && (given.has('r') || given.has('R')))
      return refused(`rm: refusing to remove '.' or '..' directory: skipping '${dot}'\n`);
  }
  const target = given.get('t');
  if (isCopying && operands.length === 1 && target === undefined)
    return refused(`${name}: missing destination file operand after '${first}'\n${more(name)}`);
  const letters = Array.from(passed)
    .filter((letter) => given.has(letter))
    .map((letter) => `-${letter}`);
  if (given.has('a') && !given.has('r') && !given.has('R')) letters.push('-r');
  return await run([
    ...letters,
    '--',
    ...operands,
    ...(target === undefined ? [] : [`${target.replace(/\/*$/, '')}/`]),
  ]);
}

const more = (name: string): string => `Try '${name} --help' for more information.\n`;
