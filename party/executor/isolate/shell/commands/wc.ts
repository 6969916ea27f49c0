import { type Command, defineCommand } from 'just-bash';
import { optionsOf } from './options.ts';
import { aboutFile, bytesOf, refused } from './results.ts';

const long = { lines: 'l', words: 'w', chars: 'm', bytes: 'c', 'max-line-length': 'L' };
const columns = ['l', 'w', 'm', 'c', 'L'] as const;

type Counts = Record<(typeof columns)[number], number>;

/** Put first among the arguments when what it reads is a file that was redirected to it. */
const readsFile = '--of-redirected-file';

/** Counts lines, words and bytes, in columns as wide as GNU's. */
export const wc: Command = defineCommand('wc', async (args, context) => {
  const isFile = args[0] === readsFile;
  const parsed = optionsOf('wc', isFile ? args.slice(1) : args, { short: 'lwmcL', long });
  if ('wrong' in parsed) return refused(parsed.wrong);
  const asked = new Set(parsed.options.map(([letter]) => letter));
  const shown = columns.filter((column) => (asked.size === 0 ? 'lwc' : [...asked].join('')).includes(column));
  const names = parsed.operands.length === 0 ? ['-'] : parsed.operands;
  const found: { name: string; counts: Counts }[] = [];
  let stderr = '';
  for (const name of names) {
    try {
      found.push({ name, counts: countsOf(await bytesOf(context, name)) });
    } catch (error) {
      stderr += aboutFile('wc', name, error);
    }
  }
  const sum = (column: keyof Counts): number => found.reduce((all, { counts }) => all + counts[column], 0);
  const total = {
    ...Object.fromEntries(columns.map((column) => [column, sum(column)])),
    L: Math.max(0, ...found.map(({ counts }) => counts.L)),
  } as Counts;
  // GNU's columns are as wide as the size of all files; of what is piped in nobody knows the size, of a file `< FILE` it does.
  const isAlone = names.length === 1 && shown.length === 1;
  const width = isAlone ? 1 : names.includes('-') && !isFile ? 7 : `${sum('c')}`.length;
  const lineOf = (counts: Counts, name: string): string =>
    `${shown.map((column) => `${counts[column]}`.padStart(width)).join(' ')}${name}\n`;
  const lines = found.map(({ name, counts }) =>
    lineOf(counts, parsed.operands.length === 0 ? '' : ` ${name}`),
  );
  if (names.length > 1) lines.push(lineOf(total, ' total'));
  return { stdout: lines.join(''), stderr, exitCode: stderr === '' ? 0 : 1 };
});

function countsOf(bytes: Uint8Array): Counts {
  const text = new TextDecoder().decode(bytes);
  const lines = text.split('\n');
  return {
    l: lines.length - 1,
    w: text.split(/\s+/).filter(Boolean).length,
    m: Array.from(text).length,
    c: bytes.length,
    L: Math.max(...lines.map((line) => Array.from(line).length)),
  };
}
