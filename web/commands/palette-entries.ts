import { wordsIn } from '../ui/match-paths.ts';

/** Something that the palette offers: a command, or a choice that depends on the room. */
export interface PaletteEntry {
  id: string;
  title: string;
  group: string;
  /** Its key as it is shown. */
  keys?: string | undefined;
  run: () => void;
}

/** The group of what was used last, which comes first. */
export const recentGroup = 'Recently used';

/** The entries whose group and title contain all words, those used last first and in a group of their own. */
export function findEntries(
  entries: readonly PaletteEntry[],
  query: string,
  recent: readonly string[],
): PaletteEntry[] {
  const words = wordsOf(query);
  const matches = entries.filter(({ group, title }) => wordsIn(`${group} ${title}`, words) !== undefined);
  const used = recent.flatMap((id) => matches.find((entry) => entry.id === id) ?? []);
  return [
    ...used.map((entry) => ({ ...entry, group: recentGroup })),
    ...matches.filter((entry) => !used.includes(entry)),
  ];
}

/** The positions of the words in the title; some may be in the group. */
export const marksIn = (title: string, query: string): number[] =>
  wordsOf(query).flatMap((word) => wordsIn(title, [word]) ?? []);

const wordsOf = (query: string): string[] => query.toLowerCase().split(/\s+/).filter(Boolean);
