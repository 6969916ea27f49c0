import { findInText } from '../../../shared/find-in-text.ts';
import { agentLimits } from '../../../shared/limits.ts';
import type { ToolOutput } from '../../../shared/tools.ts';

/**
 * Finds a literal text in files, ignoring case, in the order of their paths. It takes no regular expression:
 * one that never ends could not be interrupted here.
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
    // One match past the limit shows that there are more.
    for (const match of findInText(files.get(path) ?? '', query, max + 1 - found.length)) {
      found.push({ path, line: match.line, text: `${match.before}${match.hit}${match.after}`.trim() });
    }
    if (found.length > max) break;
  }
  const matches = found.slice(0, max);
  if (paths.length === 0 && glob !== undefined) return { matches, note: `No file matches “${glob}”.` };
  if (found.length <= max) return { matches };
  return {
    matches,
    note: `There are more than these ${max} matches. Narrow them down by a glob or a longer text.`,
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
