import type { IFileSystem } from 'just-bash';

const classes: Record<string, string> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9a-fA-F',
};

/** The set that begins at a `[` of a glob pattern, as a regular expression, and where it ends; or none. */
export function bracketAt(pattern: string, at: number): { source: string; end: number } | undefined {
  let here = at + 1;
  const isNegated = pattern[here] === '!' || pattern[here] === '^';
  if (isNegated) here += 1;
  const first = here;
  let source = '';
  while (here < pattern.length) {
    const character = pattern.charAt(here);
    if (character === ']' && here > first) return { source: `[${isNegated ? '^' : ''}${source}]`, end: here };
    const [whole = '', name = ''] = /^\[:(\w+):\]/.exec(pattern.slice(here)) ?? [];
    const known = classes[name];
    if (known !== undefined) {
      source += known;
      here += whole.length;
      continue;
    }
    const isEscaped = character === '\\' && here + 1 < pattern.length;
    if (isEscaped) here += 1;
    const itself = pattern.charAt(here);
    source += isEscaped || '[]\\^'.includes(itself) ? `\\${itself}` : itself;
    here += 1;
  }
  return undefined;
}

/** The folders among what a pattern matches, each with a slash. */
export async function foldersAmong(
  fs: Pick<IFileSystem, 'resolvePath' | 'stat'>,
  cwd: string,
  names: readonly string[],
): Promise<string[]> {
  const folders: string[] = [];
  for (const name of names) {
    if ((await fs.stat(fs.resolvePath(cwd, name))).isDirectory) folders.push(`${name}/`);
  }
  return folders;
}
