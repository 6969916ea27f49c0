import * as z from 'zod/mini';
import { purgeLimits } from './limits.ts';
import { cleanText } from './text.ts';

/** What stands where a text was; its length says nothing of that. */
export const purgeMask = '••••••••';

const bytesOf = (text: string): number => new TextEncoder().encode(text).byteLength;

/** One text, with line breaks as the room has them. */
export const purgeRequestSchema = z.strictObject({
  text: z.pipe(
    z.pipe(z.string(), z.transform(cleanText)),
    z.string().check(
      z.refine((text) => text.trim().length >= purgeLimits.minLength, {
        error: `A text to purge has at least ${purgeLimits.minLength} characters: a shorter one stands in other words by chance. Take more of its line.`,
      }),
      z.refine((text) => bytesOf(text) <= purgeLimits.maxBytes, {
        error: `A text to purge has at most ${purgeLimits.maxBytes} bytes. Purge its parts one after another.`,
      }),
      z.refine((text) => !text.includes('•') && !/[^\P{Cc}\n\t]/u.test(text), {
        error: 'A text to purge has no control characters, and no “•”, which takes its place.',
      }),
    ),
  ),
});

/** Where a text was, as far as it was there to be seen. */
export const purgedSchema = z.object({ files: z.int(), messages: z.int(), runs: z.int(), other: z.int() });
export type Purged = z.infer<typeof purgedSchema>;

/** From `start` to before `end`, in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

/** How often a string may be quoted within another. */
const maxDepth = 8;

/**
 * Where a text stands within another, also as it is written in strings of JSON or JavaScript, however often quoted, in
 * single quotes of a shell, and with CRLF. In order, without overlaps.
 */
export function findText(within: string, text: string): Span[] {
  const found: Span[] = [];
  let read: Reading | undefined = { units: within, at: (i) => i };
  for (let depth = 0; read && depth <= maxDepth; depth++) {
    for (const { units, at } of [read, ...inShell(read)]) {
      for (let i = units.indexOf(text); i >= 0; i = units.indexOf(text, i + 1))
        found.push({ start: at(i), end: at(i + text.length) });
    }
    read = unquoted(read);
  }
  return joined(found);
}

/** A text without another. */
export function withoutText(within: string, text: string): string {
  return masked(within, findText(within, text));
}

const masked = (within: string, spans: readonly Span[]): string =>
  spans.reduceRight((rest, { start, end }) => rest.slice(0, start) + purgeMask + rest.slice(end), within);

/** What was said in pieces, without a text that may stand in several of them. @param joint what stands between two pieces */
export function piecesWithout(pieces: readonly string[], text: string, joint: '' | '\n'): string[] {
  const found = findText(pieces.join(joint), text);
  let from = 0;
  return pieces.map((piece) => {
    const inPiece = found.flatMap((span): Span[] => {
      const start = Math.max(0, span.start - from);
      const end = Math.min(piece.length, span.end - from);
      return start < end ? [{ start, end }] : [];
    });
    from += piece.length + joint.length;
    return masked(piece, inPiece);
  });
}

/** A JSON value without a text in its strings and keys; the same one where that is not in it. */
export function valueWithout(value: unknown, text: string): unknown {
  if (typeof value === 'string') return withoutText(value, text);
  if (Array.isArray(value)) return itemsWithout(value, text);
  if (typeof value !== 'object' || value === null) return value;
  const before = Object.entries(value);
  const after = before.map(([key, item]) => [withoutText(key, text), valueWithout(item, text)] as const);
  const isSame = after.every(([key, item], i) => key === before[i]?.[0] && item === before[i]?.[1]);
  return isSame ? value : Object.fromEntries(after);
}

/** Lines, as a program prints them, may have the text together. */
function itemsWithout(items: readonly unknown[], text: string): readonly unknown[] {
  const lines = items.map(lineOf);
  const isOutput = lines.every((line) => line !== undefined);
  const lineless = isOutput ? piecesWithout(lines, text, '\n') : undefined;
  const after = items.map((item, i) => {
    const line = lineless?.[i];
    if (line === undefined || line === lines[i]) return valueWithout(item, text);
    return typeof item === 'string' ? line : valueWithout({ ...(item as object), text: line }, text);
  });
  return after.some((item, i) => item !== items[i]) ? after : items;
}

const lineOf = (item: unknown): string | undefined => {
  if (typeof item === 'string') return item;
  const isSaid = typeof item === 'object' && item !== null && 'text' in item && typeof item.text === 'string';
  return isSaid ? (item.text as string) : undefined;
};

/** A text as it is read, and where each of its units stands in the one that it was read from. */
interface Reading {
  units: string;
  at: (index: number) => number;
}

const escapes = new Map(Object.entries({ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v' }));
const escapePattern = /\\(?:u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}|x([0-9a-f]{2})|([ntrbfv"'`\\/]))|\r\n/giy;

/** With each escape as what it stands for; undefined when there is none. */
function unquoted({ units, at }: Reading): Reading | undefined {
  const pieces: string[] = [];
  const starts: number[] = [];
  let from = 0;
  let isQuoted = false;
  const add = (piece: string, place: (i: number) => number): void => {
    pieces.push(piece);
    for (let i = 0; i < piece.length; i++) starts.push(place(i));
  };
  for (let i = nextEscape(units, 0); i >= 0; i = nextEscape(units, from)) {
    const start = from;
    add(units.slice(start, i), (n) => at(start + n));
    escapePattern.lastIndex = i;
    const [whole, ...codes] = escapePattern.exec(units) ?? [units.charAt(i)];
    const read = meaningOf(whole, codes);
    isQuoted ||= read !== whole;
    add(read, () => at(i));
    from = i + whole.length;
  }
  if (!isQuoted) return undefined;
  const start = from;
  add(units.slice(start), (n) => at(start + n));
  starts.push(at(units.length));
  return { units: pieces.join(''), at: (i) => starts[i] ?? 0 };
}

/** How a shell's single quotes hold one of their kind: end, quote, begin again. */
const shellQuote = `'\\''`;

/** With each quote in a shell's quotes as what it stands for; empty when there is none. */
function inShell({ units, at }: Reading): Reading[] {
  const pieces = units.split(shellQuote);
  if (pieces.length === 1) return [];
  const starts: number[] = [];
  let from = 0;
  for (const piece of pieces) {
    // The quote after it stands where the whole of it begins.
    for (let i = 0; i <= piece.length; i++) starts.push(at(from + i));
    from += piece.length + shellQuote.length;
  }
  return [{ units: pieces.join("'"), at: (i) => starts[i] ?? 0 }];
}

function nextEscape(units: string, from: number): number {
  const [quote, line] = [units.indexOf('\\', from), units.indexOf('\r', from)];
  return quote < 0 || line < 0 ? Math.max(quote, line) : Math.min(quote, line);
}

function meaningOf(whole: string, codes: readonly (string | undefined)[]): string {
  if (whole === '\r\n') return '\n';
  const [unit, point, byte, letter] = codes;
  if (letter !== undefined) return escapes.get(letter.toLowerCase()) ?? letter;
  const code = Number.parseInt(unit ?? point ?? byte ?? '', 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

function joined(spans: Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans.sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = result.at(-1);
    if (last && span.start < last.end) last.end = Math.max(last.end, span.end);
    else result.push({ ...span });
  }
  return result;
}
