import { findInText } from '../../../shared/find-in-text.ts';
import { agentLimits } from '../../../shared/limits.ts';
import type { ToolOutput } from '../../../shared/tools.ts';

/**
 * Finds a text in files, capitals or not, in order of their paths. The text is no pattern: one without end could not be
 * ended here.
 */
export function searchFiles(
  files: ReadonlyMap<string, string>,
  { pattern, glob }: { pattern: string; glob?: string | undefined },
): ToolOutput<'search'> {
  const query = { text: pattern, matchCase: false, wholeWord: false, regex: false, replacement: '' };
  const max = agentLimits.maxSearchMatches;
  const paths = [...files.keys()].filter((path) => glob === undefined || matchesGlob(path, glob)).sort();
  const found = [];
  for (const path of paths) {
    // One more than wanted tells whether there are more.
    for (const match of findInText(files.get(path) ?? '', query, max + 1 - found.length)) {
      found.push({ path, line: match.line, text: `${match.before}${match.hit}${match.after}`.trim() });
    }
    if (found.length > max) break;
  }
  const matches = found.slice(0, max);
  if (paths.length === 0 && glob !== undefined) return { matches, note: `No file is called like “${glob}”.` };
  if (found.length <= max) return { matches };
  return {
    matches,
    note: `There are more than these ${max}. Name fewer files by glob, or more of the text.`,
  };
}

/** `*` and `?` stay within a folder, `**` does not; a glob without `/` is about names in any folder. */
export function matchesGlob(path: string, glob: string): boolean {
  const tokens = (glob.includes('/') ? glob : `**/${glob}`).match(/\*\*\/|\*\*|[^]/g) ?? [];
  // The places of the path that the glob can have come to: no glob takes longer than path × glob.
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
