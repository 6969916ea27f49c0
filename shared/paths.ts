import { TandemError } from './errors.ts';
import { hasHidden } from './hidden.ts';
import { roomLimits } from './limits.ts';

/** What makes a path look like another one, or means another place. */
const isDeceptive = (path: string): boolean => path.includes('\\') || hasHidden(path);

/**
 * The one spelling of a file's path in a room: relative, `/` between names, no empty, `.` or `..` names, NFC.
 * @throws TandemError `bad_request`, with a sentence that says what is wrong.
 */
export function normalizePath(raw: string): string {
  if (isDeceptive(raw)) {
    throw new TandemError('bad_request', 'A path cannot hold control characters, invisible marks or “\\”.');
  }
  const names = raw
    .normalize('NFC')
    .replace(/^\.?\//, '')
    .split('/');
  for (const name of names) {
    if (name === '' || name === '.' || name === '..') {
      throw new TandemError(
        'bad_request',
        `“${raw}” is not a file path: every name between slashes must be a real one.`,
      );
    }
    if (name !== name.trim()) {
      throw new TandemError('bad_request', `“${raw}” has a name that begins or ends with a space.`);
    }
  }
  const path = names.join('/');
  if (!fitsPath(path)) {
    throw new TandemError('bad_request', `A path can be at most ${roomLimits.maxPathBytes} bytes long.`);
  }
  return path;
}

const fitsPath = (path: string): boolean => new TextEncoder().encode(path).length <= roomLimits.maxPathBytes;

/** A name that is none: empty, `.`, `..`, or with a space at an end. */
const badName = /(?:^|\/)(?:\.{0,2}|\s[^/]*|[^/]*\s)(?:\/|$)/;

/** Whether {@link normalizePath} would have made it, but for Unicode's spelling: cheap enough to ask of each path, each time. */
export const isPath = (path: string): boolean =>
  path.length <= roomLimits.maxPathBytes && !isDeceptive(path) && !badName.test(path);

/** Whether it is what {@link normalizePath} makes of it. */
export function isNormalPath(path: string): boolean {
  return isPath(path) && path === path.normalize('NFC') && fitsPath(path);
}

/** `a/b.ts` → `a/b (2).ts`: how a file shows that came second to its path. */
export function numberedPath(path: string, n: number): string {
  const slash = path.lastIndexOf('/');
  const dot = path.lastIndexOf('.');
  const cut = dot > slash + 1 ? dot : path.length;
  return `${path.slice(0, cut)} (${n})${path.slice(cut)}`;
}

/** Every folder above a path, outermost first. */
export function parentsOf(path: string): string[] {
  const names = path.split('/');
  return names.slice(1).map((_, i) => names.slice(0, i + 1).join('/'));
}

/** @returns what gives each path to the first who claims it; one that is taken, or another's folder, is numbered for the next. */
export function pathClaims(): (path: string) => string {
  const taken = new Set<string>();
  const folders = new Set<string>();
  const claim = (path: string): boolean => {
    if (taken.has(path) || folders.has(path)) return false;
    const parents = parentsOf(path);
    if (parents.some((parent) => taken.has(parent))) return false;
    taken.add(path);
    for (const parent of parents) folders.add(parent);
    return true;
  };
  return (path) => {
    let shown = path;
    // Under a folder whose name is an older file's, the folder is numbered: no number at the end would free the path.
    const file = parentsOf(path).find((parent) => taken.has(parent)) ?? path;
    for (let n = 2; !claim(shown); n++) shown = numberedPath(file, n) + path.slice(file.length);
    return shown;
  };
}
