/**
 * The paths that contain the letters of `query` in order, the likeliest first: names that start with it, names that
 * contain it, paths that contain it, then the rest. Case and spaces are ignored.
 */
export function matchPaths(paths: readonly string[], query: string): string[] {
  const wanted = query.toLowerCase().replaceAll(/\s/g, '');
  return paths
    .map((path) => ({ path, rank: rankOf(path.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank < noMatch)
    .sort((a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1))
    .map(({ path }) => path);
}

const noMatch = 4;

function rankOf(path: string, wanted: string): number {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.startsWith(wanted)) return 0;
  if (name.includes(wanted)) return 1;
  if (path.includes(wanted)) return 2;
  return holdsInOrder(path, wanted) ? 3 : noMatch;
}

function holdsInOrder(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
