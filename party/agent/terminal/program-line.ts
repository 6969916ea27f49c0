import { absolutePath, shellWords } from './shell-words.ts';

/** A program that someone starts in the terminal; `entry` is its path in the room. */
export interface ProgramLine {
  /** The command that was typed: `node`, `tsx`, … */
  name: string;
  entry: string;
  args: string[];
  env: Record<string, string>;
  /** The shell's directory. */
  cwd: string;
}

/** Why a line asks for a program that cannot run. */
export interface RefusedLine {
  stderr: string;
  exitCode: number;
}

/** Commands that run a file, with the subcommand that may, or must, stand before it. */
const runners: Readonly<Record<string, { verb?: string; isNeeded?: true }>> = {
  node: {},
  nodejs: {},
  tsx: {},
  'ts-node': {},
  deno: { verb: 'run', isNeeded: true },
  bun: { verb: 'run' },
};

/** What bun does besides running a file. */
const verbs =
  /^(a|add|build|c|create|i|init|install|link|outdated|pm|publish|remove|rm|test|update|upgrade|x)$/;

/** Options that make no difference here: what they ask for is always so. */
const ignoredOption =
  /^(-A|--allow-[\w-]+(=.*)?|--no-check|--no-warnings|--enable-source-maps|--experimental-(strip|transform)-types)$/;

/**
 * The program that a line starts, if it does nothing else: no pipe, no redirection, no second command, no expansion
 * but file names. Undefined for all other lines: those go to bash.
 * @param paths The room's files.
 */
export function parseProgramLine(
  command: string,
  cwd: string,
  paths: readonly string[],
): ProgramLine | RefusedLine | undefined {
  const words = shellWords(
    command,
    cwd,
    paths.map((path) => `/work/${path}`),
  );
  if (!words) return undefined;
  const env: Record<string, string> = {};
  while (/^[A-Za-z_]\w*=/.test(words[0] ?? '')) {
    const [name = '', ...value] = words.shift()?.split('=') ?? [];
    env[name] = value.join('=');
  }
  const name = words.shift() ?? '';
  const runner = Object.hasOwn(runners, name) ? runners[name] : undefined;
  if (!runner) return undefined;
  if (runner.verb !== undefined && words[0] === runner.verb) words.shift();
  else if (runner.isNeeded)
    return refused(`${name}: only \`${name} ${runner.verb} FILE\` is available here.`);
  while (ignoredOption.test(words[0] ?? '')) words.shift();
  const [file, ...args] = words;
  if (file === undefined) return refused(`${name}: name a file of the room: \`${name} FILE\`.`);
  if (file.startsWith('-')) {
    return refused(`${name}: the option ${file} is not available here. Give it a file of the room.`);
  }
  const at = absolutePath(file, cwd);
  if (name === 'bun' && verbs.test(file) && !paths.includes(at.slice('/work/'.length))) {
    return refused(
      file === 'test'
        ? 'bun: there is no test runner here: write a test as a program that throws when something is wrong, and run it with `bun FILE`.'
        : 'bun: only `bun FILE` is available here.',
    );
  }
  if (!at.startsWith('/work/'))
    return refused(`${name}: ${at} is not a file of the room: those are in /work.`);
  return { name, entry: at.slice('/work/'.length), args, env, cwd };
}

const refused = (message: string): RefusedLine => ({ stderr: `${message}\n`, exitCode: 1 });
