import type { ExecResult } from 'just-bash';
import { fileCount, fileName } from '../colours/search.ts';
import { optionsOf } from './options.ts';
import { refused } from './results.ts';

const long: Record<string, string> = {
  'after-context': 'A',
  'basic-regexp': 'G',
  'before-context': 'B',
  context: 'C',
  count: 'c',
  exclude: '2',
  'exclude-dir': '3',
  'extended-regexp': 'E',
  file: 'f',
  'files-with-matches': 'l',
  'files-without-match': 'L',
  'fixed-strings': 'F',
  help: '9',
  'ignore-case': 'i',
  include: '1',
  'invert-match': 'v',
  'line-buffered': 'U',
  'line-number': 'n',
  'line-regexp': 'x',
  'max-count': 'm',
  'no-filename': 'h',
  'no-messages': 's',
  'only-matching': 'o',
  'perl-regexp': 'P',
  quiet: 'q',
  recursive: 'r',
  regexp: 'e',
  silent: 'q',
  text: 'a',
  'with-filename': 'H',
  'word-regexp': 'w',
};
const longOf: Record<string, string> = { 1: 'include', 2: 'exclude', 3: 'exclude-dir', 9: 'help' };

/** Options that have no effect here: there are no binary files, and no streams. */
const ignored = 'aGIU';

/** `\\+` and `\\?`, which just-bash does not know in basic regular expressions. */
const basic = (pattern: string): string =>
  pattern.replace(/\\(.)/gs, (pair, character: string) =>
    character === '+' ? '\\{1,\\}' : character === '?' ? '\\{0,1\\}' : pair,
  );

/**
 * Runs just-bash's grep with options as it reads them: of several patterns it takes the last, and it knows no `-H` or `-s`.
 */
export async function grep(
  name: string,
  args: readonly string[],
  run: (args: string[]) => Promise<ExecResult>,
  isColoured: boolean,
): Promise<ExecResult> {
  // `-2` is `-C 2`.
  const spelled = args.map((arg) => arg.replace(/^-(\d+)$/, '-C$1'));
  const parsed = optionsOf(name, spelled, { short: 'A:B:C:EFGHILPRUace:f:hilm:noqrsvwx1:2:3:9', long });
  if ('wrong' in parsed) return refused(parsed.wrong, 2);
  const { options, operands } = parsed;
  const patterns = options.filter(([letter]) => letter === 'e').map(([, value]) => value);
  const hasFile = options.some(([letter]) => letter === 'f');
  const [files, has] = [[...operands], new Set(options.map(([letter]) => letter))];
  if (patterns.length === 0 && !hasFile && !has.has('9')) {
    const [pattern] = files.splice(0, 1);
    if (pattern === undefined) return refused(`Usage: ${name} [OPTION]... PATTERNS [FILE]...\n`, 2);
    patterns.push(pattern);
  }
  const isRecursive = has.has('r') || has.has('R');
  // A second file makes grep name the first; it has no lines.
  const isNamed = has.has('H') && !has.has('h') && !isRecursive && files.length < 2;
  const given = options.flatMap(([letter, value]) => {
    if (ignored.includes(letter) || 'esH'.includes(letter)) return [];
    const whole = longOf[letter];
    if (whole !== undefined) return [value === '' ? `--${whole}` : `--${whole}=${value}`];
    return 'ABCfm'.includes(letter) ? [`-${letter}`, value] : [`-${letter}`];
  });
  const isBasic = name === 'grep' && !['E', 'F', 'P'].some((letter) => has.has(letter));
  const read = isBasic ? patterns.map(basic) : patterns;
  if (read.length > 0) given.push('-e', read.join('\n'));
  const result = await run([
    ...given,
    '--',
    ...(isNamed && files.length === 0 ? ['-'] : files),
    ...(isNamed ? ['/dev/null'] : []),
  ]);
  const stdout = isNamed ? result.stdout.replace(/^\/dev\/null(?::0)?\n/m, '') : result.stdout;
  const shown = isColoured ? withNames(stdout, has) : stdout;
  return { ...result, stdout: shown, stderr: has.has('s') ? '' : result.stderr };
}

/** The names of files, and how many lines match in each, in colours. */
function withNames(lines: string, has: ReadonlySet<string>): string {
  if (has.has('l') || has.has('L')) return lines.replace(/^.+$/gm, (name) => fileName(name));
  if (!has.has('c')) return lines;
  return lines.replace(/^(.+):(\d+)$/gm, (_, name: string, count: string) => fileCount(name, count));
}
