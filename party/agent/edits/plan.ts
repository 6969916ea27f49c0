import { cleanText, type TextEdit } from '../../../shared/text.ts';
import { wordDiff } from '../../../shared/text-diff.ts';
import type { Point } from './anchors.ts';
import { matchOnce, matchSpacing, occurrences } from './match.ts';

/** One replacement of text that occurs exactly once in the file, or with `all` of each of its occurrences. */
export interface Replacement {
  search: string;
  replace: string;
  all?: boolean | undefined;
}

/** One place to change, in UTF-16 units of the text that was planned for. */
export interface Hunk extends TextEdit {
  /** The text around it that the change is about: when all of it is gone, so is the reason for the change. */
  contextStart: number;
  contextEnd: number;
  /** All of that text is gone already: it was deleted after the agent read it. */
  orphan?: true;
  /** Which neighbour the insertion sticks to when people type at the same place. */
  assoc: Point['assoc'];
}

/** Why a replacement cannot be planned. `at` counts the replacements from 0. */
export type Problem =
  | { kind: 'none'; at: number }
  | { kind: 'several'; at: number; lines: number[] }
  | { kind: 'overlap'; at: number }
  | { kind: 'same' };

export type ReplacementPlan =
  /** `respaced`: 1-based lines that differed from their search text in white space only. */
  { hunks: Hunk[]; respaced?: number[] } | { problem: Problem };

/** Plans all replacements against one text, before any is made: either every search text is found, or nothing is changed. */
export function planReplacements(text: string, replacements: readonly Replacement[]): ReplacementPlan {
  const ranges: { at: number; start: number; end: number; replace: string }[] = [];
  const respaced: number[] = [];
  for (const [at, replacement] of replacements.entries()) {
    const [search, replace] = [cleanText(replacement.search), cleanText(replacement.replace)];
    const match = matchOnce(text, search);
    if (match.kind === 'one') ranges.push({ at, start: match.start, end: match.end, replace });
    else if (match.kind === 'several') {
      if (replacement.all !== true) return { problem: { kind: 'several', at, lines: match.lines } };
      for (const start of occurrences(text, search)) {
        ranges.push({ at, start, end: start + search.length, replace });
      }
    } else {
      const close = matchSpacing(text, search, replace);
      if (!close) return { problem: { kind: 'none', at } };
      ranges.push({ at, ...close });
      respaced.push(close.line);
    }
  }
  ranges.sort((a, b) => a.start - b.start);
  const hunks: Hunk[] = [];
  let previousEnd = 0;
  for (const { at, start, end, replace } of ranges) {
    if (start < previousEnd) return { problem: { kind: 'overlap', at } };
    previousEnd = end;
    for (const hunk of hunksBetween(text, start, end, replace)) hunks.push(hunk);
  }
  if (hunks.length === 0) return { problem: { kind: 'same' } };
  return respaced.length === 0 ? { hunks } : { hunks, respaced };
}

/** Plans the smallest diff from one whole text to another. */
export function planRewrite(text: string, content: string): ReplacementPlan {
  const hunks = hunksBetween(text, 0, text.length, cleanText(content));
  return hunks.length > 0 ? { hunks } : { problem: { kind: 'same' } };
}

function hunksBetween(text: string, start: number, end: number, replace: string): Hunk[] {
  let previousEnd = start;
  return wordDiff(text.slice(start, end), replace).map((found) => {
    const edit = atLineStart(text, { ...found, index: start + found.index }, previousEnd);
    const { index, remove } = edit;
    previousEnd = index + remove;
    const lineStart = index === 0 ? 0 : text.lastIndexOf('\n', index - 1) + 1;
    const nextBreak = text.indexOf('\n', index + remove);
    const contextStart = Math.max(start, lineStart);
    const contextEnd = Math.min(end, nextBreak < 0 ? text.length : nextBreak + 1);
    const assoc = assocOf(text, edit, index === contextStart && contextEnd > index);
    return { ...edit, contextStart, contextEnd, assoc };
  });
}

/**
 * A diff may put a new line after the indentation that it shares with the next. Moved to the start of that
 * line the edit means the same, and whoever types at the start of either line stays in it.
 */
function atLineStart(text: string, edit: TextEdit, leftmost: number): TextEdit {
  const { index, remove, insert } = edit;
  if (remove > 0 === (insert !== '')) return edit;
  const lineStart = index === 0 ? 0 : text.lastIndexOf('\n', index - 1) + 1;
  const by = index - lineStart;
  const changed = remove > 0 ? text.slice(index, index + remove) : insert;
  const kept = changed.length - by;
  if (by === 0 || lineStart < leftmost || kept <= 0 || changed[kept - 1] !== '\n') return edit;
  const indentation = text.slice(lineStart, index);
  if (changed.slice(kept) !== indentation) return edit;
  return { index: lineStart, remove, insert: remove > 0 ? '' : indentation + insert.slice(0, kept) };
}

/** The same neighbour, unless someone was typing right there: then an insertion comes after what they go on to type. */
export const assocBeside = ({ assoc, remove }: Hunk, isTyping: boolean): Point['assoc'] =>
  isTyping && remove === 0 ? 0 : assoc;

function assocOf(text: string, { index, remove, insert }: TextEdit, beforeContext: boolean): Point['assoc'] {
  if (remove === 0) {
    // Whole lines inserted before or after a line leave it in one piece, whoever types at its ends.
    if (insert.endsWith('\n') && (index === 0 || text[index - 1] === '\n')) return -1;
    if (insert.startsWith('\n') && (index === text.length || text[index] === '\n')) return 0;
  }
  // Whoever types at the end of the word before may go on: their word stays whole, and the replacement follows it.
  else if (/[\p{L}\p{N}_$]$/u.test(text.slice(Math.max(0, index - 2), index))) return 0;
  // What is inserted before its context sticks to the context, everything else to what precedes it.
  return beforeContext ? 0 : -1;
}
