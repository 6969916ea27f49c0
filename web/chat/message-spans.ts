import type { StoredMention } from '../../shared/chat.ts';

/** A part of a message: plain text, a mention, or the agent's name. */
export interface MessageSpan {
  text: string;
  mention?: StoredMention;
  agent?: true;
}

/** An `@` at the beginning of a word, and the rest of the word. */
export const wordMention = /(?<![\w@])@([^\s@]+)/g;

/** The longest of the names that stands in the text at `from`: names contain spaces. */
export function nameAt(text: string, from: number, names: readonly string[]): string | undefined {
  let longest: string | undefined;
  for (const name of names) {
    if (name.length <= (longest?.length ?? 0) || !text.startsWith(name, from)) continue;
    if (!/^[\p{L}\p{N}_]/u.test(text.slice(from + name.length))) longest = name;
  }
  return longest;
}

/** Splits a text at its mentions and at `@agent`. */
export function splitMentions(text: string, mentions: readonly StoredMention[]): MessageSpan[] {
  const byLabel = new Map(mentions.map((mention) => [mention.label, mention]));
  const names = mentions.flatMap(({ mention, label }) => (mention.kind === 'person' ? [label] : []));
  const pieces: MessageSpan[] = [];
  let from = 0;
  for (const match of text.matchAll(wordMention)) {
    if (match.index < from) continue;
    const word = match[1] ?? '';
    const piece = readPiece([nameAt(text, match.index + 1, names) ?? '', ...labelsIn(word)], byLabel, word);
    if (!piece) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push(piece);
    from = match.index + piece.text.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** The word, and without the punctuation that may follow a mention. */
export const labelsIn = (word: string): string[] => [word, word.replace(/[.,:;!?)]+$/, '')];

function readPiece(
  labels: readonly string[],
  byLabel: ReadonlyMap<string, StoredMention>,
  word: string,
): MessageSpan | undefined {
  for (const label of labels) {
    const mention = byLabel.get(label);
    if (mention) return { text: `@${label}`, mention };
  }
  return /^agent\b/i.test(word) ? { text: '@agent', agent: true } : undefined;
}

/** A part of a text: a word that may be the name of a file, perhaps with a line and a column, or what is between them. */
export interface NameSpan {
  text: string;
  place?: { path: string; line?: number; column?: number };
}

const word = /[^\s()[\]{}<>"'“”‘’„`,;=|]+/g;
/** A path and perhaps a line and a column; what ends a sentence is no part of it. */
const place = /^(?:\.\/|\/work\/)?([^:@]*[./][^:@]*)(?::(\d{1,7})(?::(\d{1,7}))?)?$/;
/** Of a path with line and column. */
const maxNameLength = 300;

/** Splits a text at the words that look like names of files. Whether the room has such a file changes all the time. */
export function splitFileNames(text: string): NameSpan[] {
  const spans: NameSpan[] = [];
  let from = 0;
  for (const { 0: whole, index } of text.matchAll(word)) {
    if (whole.length > maxNameLength) continue;
    const name = whole.replace(/[.!?:]+$/, '');
    const [, path, line, column] = place.exec(name) ?? [];
    if (path === undefined || !/\w/.test(path)) continue;
    if (index > from) spans.push({ text: text.slice(from, index) });
    spans.push({
      text: name,
      place: {
        path,
        ...(line !== undefined && { line: Number(line) }),
        ...(column !== undefined && { column: Number(column) }),
      },
    });
    from = index + name.length;
  }
  if (from < text.length) spans.push({ text: text.slice(from) });
  return spans;
}
