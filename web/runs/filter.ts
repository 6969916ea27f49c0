import type { OutputEntry } from '../../shared/run.ts';
import { withoutAnsi } from '../ui/ansi.ts';

/** The entries whose visible text contains the words, in any case; all entries if there are no words. */
export function matching(entries: readonly OutputEntry[], words: string): readonly OutputEntry[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return entries;
  return entries.filter(({ text }) => withoutAnsi(text).toLowerCase().includes(wanted));
}
