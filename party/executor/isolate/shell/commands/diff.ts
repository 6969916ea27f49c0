import { type Command, type CommandContext, defineCommand, type ExecResult } from 'just-bash';
import { type Change, changesOf } from './edits.ts';
import { terminalIn } from '../colours/terminal.ts';
import { optionsOf } from './options.ts';
import { aboutFile, refused, textOf } from './results.ts';

const long = {
  brief: 'q',
  color: 'C',
  'ignore-all-space': 'w',
  'ignore-case': 'i',
  'ignore-space-change': 'b',
  label: 'L',
  'new-file': 'N',
  normal: 'n',
  recursive: 'r',
  'report-identical-files': 's',
  unified: 'U',
};

/** The colours of GNU's: of added and deleted lines, of the names of files, of the places of changes. */
const colours = { added: '32', deleted: '31', names: '1', place: '36' };
type Paint = (colour: keyof typeof colours, text: string) => string;

const painted: Paint = (colour, text) => `\u001b[${colours[colour]}m${text}\u001b[0m`;
const plain: Paint = (_, text) => text;

interface Shown {
  flags: ReadonlySet<string>;
  /** Lines around a change, for the unified form. */
  context: number | undefined;
  labels: string[];
  paint: Paint;
  /** The options as they were given, for the line before a file in a folder. */
  given: string;
}

/** Compares files and folders as GNU's does, in its normal and its unified form. */
export const diff: Command = defineCommand('diff', async (args, context) => {
  const parsed = optionsOf('diff', args, { short: 'qsruU:NiwbC::L:', long });
  if ('wrong' in parsed) return refused(parsed.wrong, 2);
  const { options, operands } = parsed;
  const [left, right, extra] = operands;
  if (left === undefined) return refused("diff: missing operand after 'diff'\n", 2);
  if (right === undefined) return refused(`diff: missing operand after '${left}'\n`, 2);
  if (extra !== undefined) return refused(`diff: extra operand '${extra}'\n`, 2);
  const unified = options.findLast(([letter]) => letter === 'u' || letter === 'U' || letter === 'n');
  const shown: Shown = {
    flags: new Set(options.map(([letter]) => letter)),
    context: unified === undefined || unified[0] === 'n' ? undefined : Number(unified[1] || 3),
    paint: terminalIn(context).isColoured ? painted : plain,
    labels: options.filter(([letter]) => letter === 'L').map(([, value]) => value),
    given: args.filter((arg) => arg.startsWith('-') && arg !== '-').join(' '),
  };
  return await compare(context, left, right, shown);
});

async function kindOf({ cwd, fs }: CommandContext, name: string): Promise<'file' | 'directory' | Error> {
  if (name === '-') return 'file';
  try {
    return (await fs.stat(fs.resolvePath(cwd, name))).isDirectory ? 'directory' : 'file';
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

const inFolder = (folder: string, name: string): string => `${folder.replace(/\/$/, '')}/${name}`;

async function compare(
  context: CommandContext,
  left: string,
  right: string,
  shown: Shown,
): Promise<ExecResult> {
  const kinds = [await kindOf(context, left), await kindOf(context, right)] as const;
  const errors = kinds.flatMap((kind, at) =>
    kind instanceof Error ? [aboutFile('diff', at === 0 ? left : right, kind)] : [],
  );
  if (errors.length > 0) return refused(errors.join(''), 2);
  if (kinds[0] === 'directory' && kinds[1] === 'directory')
    return await compareFolders(context, left, right, shown);
  if (kinds[0] === 'directory') return await compare(context, inFolder(left, baseOf(right)), right, shown);
  if (kinds[1] === 'directory') return await compare(context, left, inFolder(right, baseOf(left)), shown);
  return texts(await textOf(context, left), await textOf(context, right), [left, right], shown);
}

const baseOf = (name: string): string => name.split('/').findLast((part) => part !== '') ?? name;

async function compareFolders(
  context: CommandContext,
  left: string,
  right: string,
  shown: Shown,
): Promise<ExecResult> {
  const { cwd, fs } = context;
  const [inLeft, inRight] = [
    await fs.readdir(fs.resolvePath(cwd, left)),
    await fs.readdir(fs.resolvePath(cwd, right)),
  ];
  const all: ExecResult = { stdout: '', stderr: '', exitCode: 0 };
  for (const name of [...new Set([...inLeft, ...inRight])].toSorted((a, b) => (a < b ? -1 : 1))) {
    const [a, b] = [inFolder(left, name), inFolder(right, name)];
    const isBoth = inLeft.includes(name) && inRight.includes(name);
    const [there, where] = inLeft.includes(name) ? [a, left] : [b, right];
    const kind = await kindOf(context, there);
    if (!isBoth && !(shown.flags.has('N') && kind === 'file')) {
      all.stdout += `Only in ${where}: ${name}\n`;
      all.exitCode = Math.max(all.exitCode, 1);
      continue;
    }
    const other = await kindOf(context, isBoth ? b : there);
    if (kind !== other) {
      all.stdout += `File ${a} is a ${kind === 'file' ? 'regular file' : kind} while file ${b} is a ${other === 'file' ? 'regular file' : 'directory'}\n`;
      all.exitCode = Math.max(all.exitCode, 1);
      continue;
    }
    if (kind === 'directory' && !shown.flags.has('r')) {
      all.stdout += `Common subdirectories: ${a} and ${b}\n`;
      continue;
    }
    const textIn = async (names: string[], at: string) =>
      names.includes(name) ? await textOf(context, at) : '';
    const result =
      kind === 'directory'
        ? await compareFolders(context, a, b, shown)
        : texts(await textIn(inLeft, a), await textIn(inRight, b), [a, b], shown);
    const hasHead = kind === 'file' && result.exitCode === 1 && !shown.flags.has('q');
    all.stdout += `${hasHead ? `diff ${shown.given}${shown.given === '' ? '' : ' '}${a} ${b}\n` : ''}${result.stdout}`;
    all.stderr += result.stderr;
    all.exitCode = Math.max(all.exitCode, result.exitCode);
  }
  return all;
}

/** Lines with their line ends, so that one without is another line. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function texts(left: string, right: string, names: [string, string], shown: Shown): ExecResult {
  const { flags, context, labels, paint } = shown;
  const [a, b] = [linesOf(left), linesOf(right)];
  const key = (line: string): string => {
    let compared = flags.has('i') ? line.toLowerCase() : line;
    if (flags.has('b')) compared = compared.replace(/[ \t]+/g, ' ').replace(/ ?\n?$/, '');
    return flags.has('w') ? compared.replace(/\s+/g, '') : compared;
  };
  const changes = changesOf(a.map(key), b.map(key));
  if (changes.length === 0)
    return {
      stdout: flags.has('s') ? `Files ${names[0]} and ${names[1]} are identical\n` : '',
      stderr: '',
      exitCode: 0,
    };
  const stdout = flags.has('q')
    ? `Files ${names[0]} and ${names[1]} differ\n`
    : context === undefined
      ? changes.map((change) => normal(change, a, b, paint)).join('')
      : [`--- ${labels[0] ?? names[0]}`, `+++ ${labels[1] ?? names[1]}`]
          .map((line) => `${paint('names', line)}\n`)
          .join('') + unified(changes, a, b, { context, paint });
  return { stdout, stderr: '', exitCode: 1 };
}

const marked = (mark: string, lines: readonly string[], paint: (text: string) => string = String): string =>
  lines
    .map((line) =>
      line.endsWith('\n')
        ? `${paint(mark + line.slice(0, -1))}\n`
        : `${paint(mark + line)}\n\\ No newline at end of file\n`,
    )
    .join('');

function normal(
  { from, fromEnd, to, toEnd }: Change,
  a: readonly string[],
  b: readonly string[],
  paint: Paint,
): string {
  const range = (start: number, end: number): string =>
    end - start > 1 ? `${start + 1},${end}` : `${Math.max(start, end)}`;
  const kind = fromEnd === from ? 'a' : toEnd === to ? 'd' : 'c';
  const place = paint('place', `${range(from, fromEnd)}${kind}${range(to, toEnd)}`);
  const deleted = marked('< ', a.slice(from, fromEnd), (line) => paint('deleted', line));
  const added = marked('> ', b.slice(to, toEnd), (line) => paint('added', line));
  return `${place}\n${deleted}${kind === 'c' ? '---\n' : ''}${added}`;
}

function unified(
  changes: readonly Change[],
  a: readonly string[],
  b: readonly string[],
  { context, paint }: { context: number; paint: Paint },
): string {
  const range = (start: number, end: number): string =>
    end - start === 1 ? `${end}` : `${end === start ? start : start + 1},${end - start}`;
  let shown = '';
  for (let first = 0; first < changes.length;) {
    let last = first;
    while (last + 1 < changes.length && gapAfter(changes, last) <= 2 * context) last += 1;
    const hunk = changes.slice(first, last + 1);
    const [head = none, tail = none] = [hunk[0], hunk.at(-1)];
    const start = Math.max(0, head.from - context);
    const end = Math.min(a.length, tail.fromEnd + context);
    const [bStart, bEnd] = [head.to - (head.from - start), tail.toEnd + (end - tail.fromEnd)];
    shown += `${paint('place', `@@ -${range(start, end)} +${range(bStart, bEnd)} @@`)}\n`;
    let at = start;
    for (const { from, fromEnd, to, toEnd } of hunk) {
      shown +=
        marked(' ', a.slice(at, from)) +
        marked('-', a.slice(from, fromEnd), (line) => paint('deleted', line)) +
        marked('+', b.slice(to, toEnd), (line) => paint('added', line));
      at = fromEnd;
    }
    shown += marked(' ', a.slice(at, end));
    first = last + 1;
  }
  return shown;
}

const none: Change = { from: 0, fromEnd: 0, to: 0, toEnd: 0 };

const gapAfter = (changes: readonly Change[], at: number): number =>
  (changes[at + 1]?.from ?? Infinity) - (changes[at]?.fromEnd ?? 0);
