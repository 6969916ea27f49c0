import { adapted, onlyAdapted } from './commands/adapted.ts';
import { type Command, type CommandContext, defineCommand, type ExecResult } from 'just-bash';
import { reasonOf } from './complaints.ts';

/** Commands that take file names and report the wrong file, the wrong reason, or Node's raw error. */
const names =
  'awk base64 cat column comm cp cut expand fold gunzip gzip head join jq mkdir mv nl od paste rev rm rmdir sed sort stat strings tac tail tee touch unexpand uniq zcat'.split(
    ' ',
  );

/** Lines of stderr that are checked, since each check may look up a file. */
const maxLines = 50;

type Files = Pick<CommandContext, 'fs' | 'cwd'>;

/** The same commands, with errors that name the file and the reason as a real shell does. */
export const withPlainErrors: readonly Command[] = [...names, ...onlyAdapted].map((name) =>
  defineCommand(name, async (args, context) => {
    const { origCommand } = context;
    if (!origCommand) throw new Error(`There is no ${name}.`);
    const copy = name === 'cp' || name === 'mv' ? new CopyOrMove(name, args, context) : undefined;
    const refused = await copy?.refused();
    if (refused !== undefined) return { stdout: '', stderr: `${refused}\n`, exitCode: 1 };
    const result = await catchLeaked(name, () => adapted(name, args, context, origCommand));
    if (result.stderr === '') return result;
    const lines = result.stderr.split('\n');
    for (const [at, line] of lines.slice(0, maxLines).entries()) {
      lines[at] = (await copy?.complaint(line)) ?? (await trueReason(withoutCode(line, context), context));
    }
    return { ...result, stderr: lines.map((line) => asGnu(name, args, line)).join('\n') };
  }),
);

const wordings: Record<string, string> = {
  head: "head: cannot open '$1' for reading: $2",
  sort: 'sort: cannot read: $1: $2',
  tail: "tail: cannot open '$1' for reading: $2",
};

/** What GNU's command says of a file that it cannot open. */
const asGnu = (name: string, args: readonly string[], line: string): string => {
  const wording = wordings[name];
  return wording === undefined || args.some((arg) => /^(?:-o|--output)/.test(arg))
    ? line
    : line.replace(
        /^\w+: (?!cannot )(?!write )([^:]+): (No such file or directory|Not a directory)$/,
        wording,
      );
};

/** Some commands throw a file system error instead of printing it. */
async function catchLeaked(name: string, run: () => Promise<ExecResult>): Promise<ExecResult> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Error && leaked.test(error.message))) throw error;
    return { stdout: '', stderr: `${name}: ${error.message}\n`, exitCode: 1 };
  }
}

/** A raw file system error that a command has printed. */
const leaked = /E[A-Z]+: [a-z /-]+, \w+ '([^']*)'(?:: .+)?$/;

function withoutCode(line: string, { cwd }: Files): string {
  const [error, path = ''] = leaked.exec(line) ?? [];
  if (error === undefined) return line;
  const before = line.slice(0, -error.length);
  const name = path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path;
  return `${before}${before.endsWith("': ") ? '' : `${name}: `}${reasonOf(new Error(error))}`;
}

/** Many commands print this message for whatever they cannot read. */
async function trueReason(line: string, { fs, cwd }: Files): Promise<string> {
  const [, before, path] = /^(\w+: (?:.*')?(?<=: |')([^':]+)'?: )No such file or directory$/.exec(line) ?? [];
  if (before === undefined || path === undefined) return line;
  const found = await look({ fs, cwd }, path);
  return found === 'directory'
    ? `${before}Is a directory`
    : found === 'below a file'
      ? `${before}Not a directory`
      : line;
}

/** The sources and target of a `cp` or `mv`, for its error messages. */
class CopyOrMove {
  readonly #name: 'cp' | 'mv';
  readonly #files: Files;
  readonly #sources: readonly string[];
  readonly #target: string;

  constructor(name: 'cp' | 'mv', args: readonly string[], files: Files) {
    this.#name = name;
    this.#files = files;
    const named = args.filter((arg) => !arg.startsWith('-'));
    this.#target = named.at(-1) ?? '';
    this.#sources = named.slice(0, -1);
  }

  /** An error if `cp FILE nodir/` would create a file of that name. */
  async refused(): Promise<string | undefined> {
    const [source, ...others] = this.#sources;
    if (source === undefined || others.length > 0 || !this.#target.endsWith('/')) return undefined;
    const [from, to] = [await look(this.#files, source), await look(this.#files, this.#target)];
    return from === 'file' && to !== 'directory'
      ? this.#blame(source, from, this.#target, 'Not a directory')
      : undefined;
  }

  /** The corrected line, if `line` blames the source, or both, for a problem of the target. */
  async complaint(line: string): Promise<string | undefined> {
    const [, source] =
      /^\w+: cannot (?:stat|copy|move) '(.*?)': (?:No such file|E[A-Z]+: )/.exec(line) ??
      /^\w+: cannot safely determine whether '(.*?)' and '/.exec(line) ??
      [];
    if (source === undefined) return undefined;
    const from = await look(this.#files, source);
    // Then the problem is the source's.
    if (from !== 'file' && from !== 'directory') return undefined;
    const isInside = (await look(this.#files, this.#target)) === 'directory';
    const base = source.split('/').findLast((part) => part !== '') ?? source;
    const target = isInside ? `${this.#target.replace(/\/$/, '')}/${base}` : this.#target;
    const to = await look(this.#files, target);
    if (to === 'file' && from === 'directory')
      return `${this.#name}: cannot overwrite non-directory '${target}' with directory '${source}'`;
    const [error] = leaked.exec(line) ?? [];
    const seen = to === 'below a file' ? 'Not a directory' : 'No such file or directory';
    const reason = error === undefined ? seen : reasonOf(new Error(error));
    return this.#blame(source, from, target, reason);
  }

  #blame(source: string, from: 'file' | 'directory', target: string, reason: string): string {
    if (this.#name === 'mv') return `mv: cannot move '${source}' to '${target}': ${reason}`;
    return `cp: cannot create ${from === 'file' ? 'regular file' : 'directory'} '${target}': ${reason}`;
  }
}

async function look(
  { fs, cwd }: Files,
  path: string,
): Promise<'file' | 'directory' | 'below a file' | 'nothing'> {
  try {
    return (await fs.stat(fs.resolvePath(cwd, path))).isDirectory ? 'directory' : 'file';
  } catch (error) {
    return reasonOf(error).startsWith('Not a directory') ? 'below a file' : 'nothing';
  }
}
