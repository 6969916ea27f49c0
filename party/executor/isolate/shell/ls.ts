import type { CommandContext, FsStat } from 'just-bash';

interface Flags {
  directoryOnly: boolean;
  reverse: boolean;
  sortBySize: boolean;
  sortByTime: boolean;
}

interface Operands {
  names: string[];
  /** From here on they are folders whose content is listed, each in a block of its own. */
  firstBlock: number;
}

/** What `ls` is given, in the order in which it lists it: what is not there, files, folders. */
export async function operandsOf(
  given: readonly string[],
  { fs, cwd }: Pick<CommandContext, 'fs' | 'cwd'>,
  { directoryOnly, reverse, sortBySize, sortByTime }: Flags,
): Promise<Operands> {
  if (given.length === 0) return { names: ['.'], firstBlock: 0 };
  const missing: string[] = [];
  const found: { name: string; stat: FsStat }[] = [];
  for (const name of given) {
    try {
      found.push({ name, stat: await fs.stat(fs.resolvePath(cwd, name)) });
    } catch {
      // It is listed too, and ls says of it that it is not there.
      missing.push(name);
    }
  }
  found.sort((a, b) => {
    const bySize = sortBySize ? b.stat.size - a.stat.size : 0;
    const byTime = sortByTime ? b.stat.mtime.getTime() - a.stat.mtime.getTime() : 0;
    return bySize || byTime || (a.name < b.name ? -1 : Number(a.name > b.name));
  });
  if (reverse) found.reverse();
  const isBlock = ({ stat }: (typeof found)[number]): boolean => stat.isDirectory && !directoryOnly;
  const lines = [...missing, ...found.filter((each) => !isBlock(each)).map(({ name }) => name)];
  return {
    names: [...lines, ...found.filter(isBlock).map(({ name }) => name)],
    firstBlock: lines.length,
  };
}
