import { TandemError } from './errors.ts';
import { hasHidden } from './hidden.ts';
import { roomLimits } from './limits.ts';

/** Whether a path contains characters that make it look like another one or point elsewhere. */
const isDeceptive = (path: string): boolean => path.includes('\\') || hasHidden(path);

/**
 * The canonical form of a file's path in a room: relative, `/` between names, no empty, `.` or `..` names, NFC.
 * @throws TandemError `bad_request` with a sentence that says what is wrong.
 */
export function normalizePath(raw: string): string {
  if (isDeceptive(raw)) {
    throw new TandemError(
      'bad_request',
      'A path cannot contain control characters, invisible marks or “\\”.',
    );
  }
  const names = raw
    .normalize('NFC')
    .replace(/^\.?\//, '')
    .split('/');
  for (const name of names) {
    if (name === '' || name === '.' || name === '..') {
      throw new TandemError(
        'bad_request',
        `“${raw}” is not a file path: the names between slashes cannot be empty, “.” or “..”.`,
      );
    }
    if (name !== name.trim()) {
      throw new TandemError('bad_request', `“${raw}” contains a name that begins or ends with a space.`);
    }
  }
  const path = names.join('/');
  if (!fitsPath(path)) {
    throw new TandemError('bad_request', `A path can be at most ${roomLimits.maxPathBytes} bytes long.`);
  }
  return path;
}

const fitsPath = (path: string): boolean => new TextEncoder().encode(path).length <= roomLimits.maxPathBytes;

/** An invalid name: empty, `.`, `..`, or with a space at either end. */
const badName = /(?:^|\/)(?:\.{0,2}|\s[^/]*|[^/]*\s)(?:\/|$)/;

/** As {@link isNormalPath}, but without Unicode normalization: cheap enough for every path on every listing. */
export const isPath = (path: string): boolean =>
  path.length <= roomLimits.maxPathBytes && !isDeceptive(path) && !badName.test(path);

/** Whether {@link normalizePath} returns the path unchanged. */
export function isNormalPath(path: string): boolean {
  return isPath(path) && path === path.normalize('NFC') && fitsPath(path);
}

/** `a/b.ts` → `a/b (2).ts`: the path shown for the second file that claims it. */
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

/** @returns a function that grants each path to its first claimant, and a numbered one when it is taken or a folder. */
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
    // If an older file has the name of a folder above, number that folder: numbering the file would not resolve the
    // clash.
    const file = parentsOf(path).find((parent) => taken.has(parent)) ?? path;
    for (let n = 2; !claim(shown); n++) shown = numberedPath(file, n) + path.slice(file.length);
    return shown;
  };
}
