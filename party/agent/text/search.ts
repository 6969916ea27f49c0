import { findInText } from '../../../shared/find-in-text.ts';
import { agentSearchLimits } from '../../../shared/limits.ts';
import type { ToolOutput } from '../../../shared/tools.ts';
import { LinePattern } from './search-lines.ts';

type Found = ToolOutput<'search'>['matches'][number];

interface SearchInput {
  pattern: string;
  glob?: string | undefined;
  /** The pattern is a regular expression, see {@link LinePattern}. */
  regex?: boolean | undefined;
  caseSensitive?: boolean | undefined;
}

/**
 * Finds a text, or the lines that match a regular expression, in files, in the order of their paths.
 * @param signal ends a search by regular expression, which then answers with what it has found
 * @throws TandemError `unprocessable` for a pattern that cannot be searched for
 */
export async function searchFiles(
  files: ReadonlyMap<string, string>,
  input: SearchInput,
  signal?: AbortSignal,
): Promise<ToolOutput<'search'>> {
  const { glob } = input;
  const max = agentSearchLimits.maxMatches;
  const paths = [...files.keys()].filter((path) => glob === undefined || matchesGlob(path, glob)).sort();
  if (paths.length === 0 && glob !== undefined) return { matches: [], note: `No file matches “${glob}”.` };
  const until = Date.now() + agentSearchLimits.maxMs;
  const isOver = (): boolean => signal?.aborted === true || Date.now() > until;
  const { matchesIn, notes } = input.regex ? byLine(input, isOver) : literally(input);
  const found: Found[] = [];
  for (const path of paths) {
    // One match past the limit shows that there are more.
    const more = await matchesIn(files.get(path) ?? '', max + 1 - found.length);
    found.push(...more.map((match) => ({ path, ...match })));
    if (found.length > max || isOver()) break;
  }
  const note = [
    ...(found.length > max
      ? [`There are more than these ${max} matches. Narrow them down by a glob or a longer text.`]
      : []),
    ...notes(),
  ].join(' ');
  return { matches: found.slice(0, max), ...(note === '' ? {} : { note }) };
}

interface Search {
  matchesIn: (text: string, max: number) => Omit<Found, 'path'>[] | Promise<Omit<Found, 'path'>[]>;
  /** What to know of the matches in the end. */
  notes: () => string[];
}

function literally({ pattern, caseSensitive = false }: SearchInput): Search {
  const query = { text: pattern, matchCase: caseSensitive, wholeWord: false, regex: false, replacement: '' };
  return {
    matchesIn: (text, max) =>
      findInText(text, query, max).map(({ line, before, hit, after }) => ({
        line,
        text: `${before}${hit}${after}`.trim(),
      })),
    notes: () => [],
  };
}

function byLine({ pattern, caseSensitive = false }: SearchInput, isOver: () => boolean): Search {
  const compiled = new LinePattern(pattern, caseSensitive);
  return {
    matchesIn: (text, max) => compiled.matchesIn(text, max, isOver),
    notes: () => [
      ...(isOver() ? ['It was ended before all files were searched. Narrow it down by a glob.'] : []),
      ...(compiled.hasCutLine
        ? [`Of longer lines only the first ${agentSearchLimits.maxLine} characters were searched.`]
        : []),
    ],
  };
}

/**
 * `*` and `?` match within one folder, `**` across folders; a glob without `/` matches names in any folder.
 */
export function matchesGlob(path: string, glob: string): boolean {
  const tokens = (glob.includes('/') ? glob : `**/${glob}`).match(/\*\*\/|\*\*|[^]/g) ?? [];
  // All positions in the path that the tokens so far can reach: the time is at most path × glob.
  let reached = new Set([0]);
  for (const token of tokens) {
    const next = new Set<number>();
    for (const at of reached) {
      if (token === '**/') {
        next.add(at);
        for (let end = path.indexOf('/', at); end !== -1; end = path.indexOf('/', end + 1)) next.add(end + 1);
      } else if (token === '**' || token === '*') {
        for (let end = at; ; end++) {
          next.add(end);
          if (end >= path.length || (token === '*' && path[end] === '/')) break;
        }
      } else if (at < path.length && (token === '?' ? path[at] !== '/' : path[at] === token)) {
        next.add(at + 1);
      }
    }
    reached = next;
  }
  return reached.has(path.length);
}
