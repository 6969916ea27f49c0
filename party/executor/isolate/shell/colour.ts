import { type Command, defineCommand, type ExecResult } from 'just-bash';
import { colouredFolder } from './colours/names.ts';
import { takesColour, terminalIn } from './colours/terminal.ts';
import { diff } from './commands/diff.ts';
import { grep } from './commands/grep.ts';
import { refused } from './commands/results.ts';
import type { TerminalInfo } from './live.ts';

const always = new Set(['always', 'force', 'yes']);
const auto = new Set(['auto', 'if-tty', 'tty']);
const never = new Set(['never', 'no', 'none']);

/** `--color` without a value, and no option at all, which at a prompt is what distributions' aliases make of it. */
const defaults: Record<string, { bare: string; typed: string }> = {
  ls: { bare: 'always', typed: 'auto' },
  diff: { bare: 'auto', typed: 'never' },
};
const ofGrep = { bare: 'auto', typed: 'auto' };

/** Commands that print in colours where a person reads them, or when they are asked to. */
export const withColour: readonly Command[] = [
  ...['ls', 'grep', 'egrep', 'fgrep', 'diff'].map((name) =>
    defineCommand(name, async (args, context) => {
      const { origCommand } = context;
      if (!origCommand) throw new Error(`There is no ${name}.`);
      const { rest, when, wrong } = splitArgs(name, args);
      if (wrong !== undefined) return refused(`${name}: invalid argument ‘${wrong}’ for ‘--color’\n`, 2);
      const terminal = terminalIn(context);
      const wanted = when ?? (terminal.isTyped ? (defaults[name] ?? ofGrep).typed : 'never');
      terminal.isColoured = always.has(wanted) || (auto.has(wanted) && takesColour(context));
      if (name === 'ls') return await ls(rest, origCommand, terminal);
      if (name === 'diff') return await diff.execute(rest, context);
      return await grep(name, rest, origCommand, terminal.isColoured);
    }),
  ),
  defineCommand('tree', async (args, context) => {
    const { origCommand } = context;
    if (!origCommand) throw new Error('There is no tree.');
    const terminal = terminalIn(context);
    const has = (letter: string): boolean =>
      args.some((arg) => arg.startsWith('-') && !arg.startsWith('--') && arg.includes(letter));
    terminal.isColoured = !has('n') && (has('C') || (terminal.isTyped && takesColour(context)));
    const rest = args.map((arg) =>
      arg.startsWith('--')
        ? arg
        : arg.replace(/^-(?=\w*[Cn])[a-zA-Z]+$/, (letters) => letters.replace(/[Cn]/g, '')),
    );
    return await origCommand(rest.filter((arg, at) => arg !== '-' || args[at] === '-'));
  }),
];

interface SplitArgs {
  rest: string[];
  /** When there are to be colours, if the arguments say so. */
  when: string | undefined;
  /** An invalid value of the option. */
  wrong: string | undefined;
}

/** The arguments, and their options about colours. */
function splitArgs(name: string, args: readonly string[]): SplitArgs {
  const split: SplitArgs = { rest: [], when: undefined, wrong: undefined };
  for (const [at, arg] of args.entries()) {
    if (arg === '--') {
      split.rest.push(...args.slice(at));
      break;
    }
    const [, value] = /^--colou?r(?:=(.*))?$/.exec(arg) ?? [];
    const isPattern = name.endsWith('grep') && /^(-[A-Za-z]*[ef]|--regexp|--file)$/.test(args[at - 1] ?? '');
    if (isPattern || !/^--colou?r(=|$)/.test(arg)) split.rest.push(arg);
    else if (value === undefined) split.when = (defaults[name] ?? ofGrep).bare;
    else if ([always, auto, never].some((values) => values.has(value))) split.when = value;
    else split.wrong ??= value;
  }
  return split;
}

type Run = (args: string[]) => Promise<ExecResult>;

/** `-p` marks folders as `-F` does, which here marks nothing else; what is marked can be coloured. */
async function ls(args: readonly string[], run: Run, { isColoured }: TerminalInfo): Promise<ExecResult> {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const marked = args.map((arg, at) =>
    at < end && /^-[a-zA-Z1]*p/.test(arg) ? arg.replaceAll('p', 'F') : arg,
  );
  const options = marked.slice(0, end);
  const has = (letter: string, long: string): boolean =>
    options.some((arg) => arg === long || (/^-[a-zA-Z1]+$/.test(arg) && arg.includes(letter)));
  const result = await run(isColoured ? ['-F', ...marked] : marked);
  const stderr = result.stderr.replace(
    /^ls: (?!cannot )(.+): (No such file or directory|Not a directory)$/gm,
    "ls: cannot access '$1': $2",
  );
  if (!isColoured) return { ...result, stderr };
  const isLong = has('l', '');
  const isMarked = has('F', '--classify');
  let isFirst = true;
  const stdout = result.stdout.replace(isLong ? longFolder : folder, (_, before: string, name: string) => {
    const reset = isFirst ? '\u001b[0m' : '';
    isFirst = false;
    return `${before}${reset}${colouredFolder(name)}${isMarked ? '/' : ''}`;
  });
  return { ...result, stdout, stderr };
}

/** A line that names a folder: `-F` has marked it. */
const folder = /^()(.+)\/$/gm;
const longFolder = /^(d\S{9} +\d+ \S+ \S+ +\S+ \w{3} +\d+ +[\d:]+ )(.+?)\/?$/gm;
