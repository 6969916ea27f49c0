import { type Command, defineCommand, type ExecResult } from 'just-bash';
import { diff } from './commands/diff.ts';
import { grep } from './commands/grep.ts';

const whens = new Set(['always', 'auto', 'force', 'if-tty', 'never', 'no', 'none', 'tty', 'yes']);

/**
 * Commands that people habitually call with `--color`. Their output here never goes to a terminal, so it has no
 * colours.
 */
export const withoutColour: readonly Command[] = ['ls', 'grep', 'egrep', 'fgrep', 'diff'].map((name) =>
  defineCommand(name, async (args, context) => {
    const { origCommand } = context;
    if (!origCommand) throw new Error(`There is no ${name}.`);
    const { rest, wrong } = splitArgs(name, args);
    if (wrong === undefined) {
      if (name === 'ls') return await ls(rest, origCommand);
      return name === 'diff' ? await diff.execute(rest, context) : await grep(name, rest, origCommand);
    }
    return { stdout: '', stderr: `${name}: invalid argument ‘${wrong}’ for ‘--color’\n`, exitCode: 2 };
  }),
);

/** The arguments without colour options, and the first invalid value of one. */
function splitArgs(name: string, args: readonly string[]): { rest: string[]; wrong: string | undefined } {
  const rest: string[] = [];
  let wrong: string | undefined;
  for (const [at, arg] of args.entries()) {
    if (arg === '--') return { rest: [...rest, ...args.slice(at)], wrong };
    const [, when] = /^--colou?r(?:=(.*))?$/.exec(arg) ?? [];
    const isPattern = name.endsWith('grep') && /^(-[A-Za-z]*[ef]|--regexp|--file)$/.test(args[at - 1] ?? '');
    if (isPattern || !/^--colou?r(=|$)/.test(arg)) rest.push(arg);
    else if (when !== undefined && !whens.has(when)) wrong ??= when;
  }
  return { rest, wrong };
}

type Run = (args: string[]) => Promise<ExecResult>;

/** `-p` marks folders as `-F` does, which here marks nothing else. */
async function ls(args: readonly string[], run: Run): Promise<ExecResult> {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const marked = args.map((arg, at) =>
    at < end && /^-[a-zA-Z1]*p/.test(arg) ? arg.replaceAll('p', 'F') : arg,
  );
  const result = await run(marked);
  const stderr = result.stderr.replace(
    /^ls: (?!cannot )(.+): (No such file or directory|Not a directory)$/gm,
    "ls: cannot access '$1': $2",
  );
  return { ...result, stderr };
}
