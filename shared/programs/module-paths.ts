/** The extensions of files that programs import, in the order in which an import without one tries them. */
export const moduleExtensions = ['.ts', '.tsx', '.js', '.jsx', '.mts', '.mjs', '.json'];

/** TypeScript imports name the compiled file: `./add.js` for `add.ts`. */
export const sourceExtensions: readonly (readonly [string, readonly string[]])[] = [
  ['.js', ['.ts', '.tsx']],
  ['.jsx', ['.tsx']],
  ['.mjs', ['.mts']],
];

export const isRelative = (specifier: string): boolean => /^\.{1,2}(\/|$)/.test(specifier);

/**
 * The path that a specifier names in the file `from`, before its extension is found; undefined when it leads out of the
 * room. Bare names, and those after `#` or `/`, start at the room's root.
 */
export function namedPath(specifier: string, from: string): string | undefined {
  const names = isRelative(specifier) ? from.split('/').slice(0, -1) : [];
  for (const name of specifier.replace(/^#/, '').split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (names.pop() === undefined) return undefined;
  }
  return names.join('/');
}

/** The paths of files that a named path may refer to, best first. */
export function candidates(base: string): string[] {
  const paths = base === '' ? [] : [base];
  for (const [written, sources] of sourceExtensions) {
    if (base.endsWith(written)) {
      for (const source of sources) paths.push(base.slice(0, -written.length) + source);
    }
  }
  if (base !== '') for (const extension of moduleExtensions) paths.push(base + extension);
  const folder = base === '' ? '' : `${base}/`;
  for (const extension of moduleExtensions) paths.push(`${folder}index${extension}`);
  return paths;
}
