import diff from 'fast-diff';
import type { TextEdit } from './text.ts';
import { diffBy, type DiffPart } from './token-diff.ts';

/** Above this many UTF-16 units on both sides, lines are compared before characters (a character diff is quadratic). */
const maxCharacterDiff = 4_000;

/**
 * The smallest edits that turn `before` into `after`, in ascending order, none touching another.
 * Never splits a surrogate pair. Large texts are compared by line first, then inside the lines that changed.
 */
export function smallestDiff(before: string, after: string): TextEdit[] {
  const edits: TextEdit[] = [];
  if (before.length <= maxCharacterDiff || after.length <= maxCharacterDiff) {
    collect(edits, before, after, 0);
    return edits;
  }
  let index = 0;
  for (const [removed, inserted, kept] of diffLines(before, after)) {
    collect(edits, removed, inserted, index);
    index += removed.length + kept.length;
  }
  return edits;
}

/**
 * As {@link smallestDiff}, but a word changes as a whole or grows at one end: letters that two words happen to share
 * mean nothing, and deleting a word means all of it. A changed line is matched with the most similar old line, unless
 * that edits more text, so that a deleted neighbour is not turned into it.
 */
export function wordDiff(before: string, after: string): TextEdit[] {
  const edits: TextEdit[] = [];
  let from = 0;
  for (const [oldLines, newLines, keptLines] of diffLines(before, after)) {
    let index = from;
    // Replace large parts whole: comparing them word by word would take too long.
    const isLarge = Math.min(oldLines.length, newLines.length) > maxWordDiff;
    const parts: DiffPart[] = isLarge ? [[oldLines, newLines, '']] : diffWords(oldLines, newLines);
    for (const [removed, insert, kept] of parts) {
      if (removed !== insert) add(edits, trimGrowth({ index, remove: removed.length, insert }, removed));
      index += removed.length + kept.length;
    }
    from += oldLines.length + keptLines.length;
  }
  return edits;
}

/** Compares by word: similar lines with one another, if that edits no more text. */
function diffWords(before: string, after: string): DiffPart[] {
  const plain = diffBy(wordsAndOthers, before, after);
  const pieces = pairSimilarLines(before, after);
  if (pieces.length === 1) return plain;
  const paired = pieces.flatMap(([old, now]) => diffBy(wordsAndOthers, old, now));
  return editedLength(paired) <= editedLength(plain) ? paired : plain;
}

const editedLength = (parts: readonly DiffPart[]): number =>
  parts.reduce((sum, [removed, inserted]) => sum + removed.length + inserted.length, 0);

/** Merges adjacent replacements, so that concurrent typing cannot land between them. */
function add(edits: TextEdit[], edit: TextEdit): void {
  const last = edits.at(-1);
  if (last && last.index + last.remove === edit.index && last.insert !== '' && edit.insert !== '') {
    last.remove += edit.remove;
    last.insert += edit.insert;
  } else edits.push(edit);
}

/**
 * As {@link smallestDiff}, but aligned as people edit: lines first, words within them, characters within words. The
 * smallest diff of neighbouring lines with a common start may join the end of one with the start of the next.
 */
export function alignedDiff(before: string, after: string): TextEdit[] {
  return wordDiff(before, after).flatMap(({ index, remove, insert }) =>
    smallestDiff(before.slice(index, index + remove), insert).map((edit) => ({
      ...edit,
      index: edit.index + index,
    })),
  );
}

/** Changed lines of more UTF-16 units than this, on both sides, are replaced whole instead of compared by word. */
const maxWordDiff = 16_000;

/** Chinese and Japanese have no spaces: each character is a word, or a whole sentence would change as one word does. */
const unspaced = String.raw`[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]`;
const word = String.raw`(?:(?!${unspaced})[\p{L}\p{N}_$])+|${unspaced}`;
const words = new RegExp(word, 'gu');
const wordsAndOthers = new RegExp(`${word}|.`, 'gsu');

const linePattern = /[^\n]*\n|[^\n]+/g;

/** Similar lines are not searched among more pairs than this. */
const maxLinePairs = 10_000;

/**
 * Splits both texts into matching pieces: pairs of similar lines (with the highest total similarity) and what lies
 * between.
 */
function pairSimilarLines(before: string, after: string): [before: string, after: string][] {
  const [old, now] = [before.match(linePattern) ?? [], after.match(linePattern) ?? []];
  if (old.length + now.length <= 2 || old.length * now.length > maxLinePairs) return [[before, after]];
  const oldWords = old.map(countWords);
  const nowWords = now.map(countWords);
  const similarities = oldWords.map((words) => nowWords.map((others) => similarity(words, others)));
  /** The highest total similarity of the lines from here on, paired in order. */
  const best = old.map((): number[] => []);
  const at = (i: number, j: number): number => best[i]?.[j] ?? 0;
  const paired = (i: number, j: number): number => {
    const own = similarities[i]?.[j] ?? 0;
    return own > 0 ? own + at(i + 1, j + 1) : 0;
  };
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const row = best[i];
      if (row) row[j] = Math.max(at(i + 1, j), at(i, j + 1), paired(i, j));
    }
  }
  const pieces: [string, string][] = [];
  let between: [string, string] = ['', ''];
  for (let i = 0, j = 0; i < old.length || j < now.length;) {
    if (paired(i, j) > 0 && paired(i, j) === at(i, j)) {
      pieces.push(between, [old[i++] ?? '', now[j++] ?? '']);
      between = ['', ''];
    } else if (i < old.length && at(i, j) === at(i + 1, j)) between[0] += old[i++] ?? '';
    else between[1] += now[j++] ?? '';
  }
  pieces.push(between);
  return pieces;
}

function countWords(line: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [found] of line.matchAll(words)) counts.set(found, (counts.get(found) ?? 0) + 1);
  return counts;
}

/** The total length of the words that two lines share, in UTF-16 units. */
function similarity(words: ReadonlyMap<string, number>, others: ReadonlyMap<string, number>): number {
  let shared = 0;
  for (const [word, count] of words) shared += word.length * Math.min(count, others.get(word) ?? 0);
  return shared;
}

/** Reduces an edit that only grows the text at one end to an insertion. */
function trimGrowth(edit: TextEdit, removed: string): TextEdit {
  const { index, remove, insert } = edit;
  if (remove === 0) return edit;
  if (insert.startsWith(removed)) return { index: index + remove, remove: 0, insert: insert.slice(remove) };
  if (insert.endsWith(removed)) return { index, remove: 0, insert: insert.slice(0, -remove) };
  return edit;
}

/** Adds the edits that a comparison by character finds, at `offset` of the whole text. */
function collect(edits: TextEdit[], before: string, after: string, offset: number): void {
  if (before === after) return;
  if (before === '' || after === '' || Math.min(before.length, after.length) > maxCharacterDiff) {
    edits.push({ index: offset, remove: before.length, insert: after });
    return;
  }
  let open: TextEdit | undefined;
  let index = offset;
  for (const [kind, part] of diff(before, after)) {
    if (kind === diff.EQUAL) {
      if (open) edits.push(open);
      open = undefined;
      index += part.length;
      continue;
    }
    open ??= { index, remove: 0, insert: '' };
    if (kind === diff.DELETE) {
      open.remove += part.length;
      index += part.length;
    } else {
      open.insert += part;
    }
  }
  if (open) edits.push(open);
}

/** The lines that differ, in ascending order, each group of neighbouring ones as a whole. */
export function changedLines(before: string, after: string): TextEdit[] {
  const edits: TextEdit[] = [];
  let index = 0;
  for (const [removed, insert, kept] of diffLines(before, after)) {
    if (removed !== insert) edits.push({ index, remove: removed.length, insert });
    index += removed.length + kept.length;
  }
  return edits;
}

/** Compares by line. */
function diffLines(before: string, after: string): DiffPart[] {
  return diffBy(linePattern, before, after);
}
