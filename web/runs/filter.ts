import type { OutputEntry } from '../../shared/run.ts';
import { withoutAnsi } from '../ui/ansi.ts';

/** The entries that contain the words, whatever their case and colours; all of them without any. */
export function matching(entries: readonly OutputEntry[], words: string): readonly OutputEntry[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return entries;
  return entries.filter(({ text }) => withoutAnsi(text).toLowerCase().includes(wanted));
}
