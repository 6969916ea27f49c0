/** Anything between two quotes of any kind, even outside a string: rather too many files than too few. */
const quoted = /(?<=["'`])[^"'`\n]+(?=["'`])/g;

/**
 * The files that a program consists of, sorted by path: its entry, and each file that one of them names between quotes
 * as an import would. Files imported by a name computed at run time are not among them.
 */
export function programFiles(
  files: ReadonlyMap<string, string>,
  entry: string,
): [path: string, text: string][] {
  const byStem = new Map<string, string[]>();
  for (const path of files.keys()) {
    const stem = stemOf(path);
    byStem.set(stem, [...(byStem.get(stem) ?? []), path]);
  }
  const found = new Set([entry]);
  // A Set iterates over what is added meanwhile, so this follows imports of imports.
  for (const path of found) {
    for (const [specifier] of files.get(path)?.matchAll(quoted) ?? []) {
      const named = namedBy(specifier, path);
      const index = named === '' ? 'index' : `${named}/index`;
      for (const stem of [named, stemOf(named), index])
        for (const file of byStem.get(stem) ?? []) found.add(file);
    }
  }
  return [...found].sort().map((path) => [path, files.get(path) ?? '']);
}

/** `src/add.ts` → `src/add`. */
const stemOf = (path: string): string => path.replace(/\.[^./]*$/, '');

/** Resolves an import specifier to a path. Bare names, and those after `#` or `/`, start at the top of the room. */
function namedBy(specifier: string, from: string): string {
  const names = /^\.{1,2}(\/|$)/.test(specifier) ? from.split('/').slice(0, -1) : [];
  for (const name of specifier.replace(/^#/, '').split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names.join('/');
}
