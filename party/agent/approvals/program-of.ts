/** What stands between two quotes of whatever kind, also where they are no string's: too much rather than too little. */
const quoted = /(?<=["'`])[^"'`\n]+(?=["'`])/g;

/**
 * The files that a program is made of, sorted by path: its entry, and what is named between quotes in one of them as an
 * import would name it. What a program imports by a name that it makes up as it runs is not among them.
 */
export function programOf(files: ReadonlyMap<string, string>, entry: string): [path: string, text: string][] {
  const byStem = new Map<string, string[]>();
  for (const path of files.keys()) {
    const stem = stemOf(path);
    byStem.set(stem, [...(byStem.get(stem) ?? []), path]);
  }
  const found = new Set([entry]);
  // What is added is gone through too.
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

/** A bare name begins at the top of the room, as one after `#` or `/` does. */
function namedBy(specifier: string, from: string): string {
  const names = /^\.{1,2}(\/|$)/.test(specifier) ? from.split('/').slice(0, -1) : [];
  for (const name of specifier.replace(/^#/, '').split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names.join('/');
}
