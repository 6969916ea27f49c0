import * as z from 'zod/mini';
import { purgeLimits } from './limits.ts';
import { cleanText } from './text.ts';

/** Replaces a purged text; its length does not reveal the text's. */
export const purgeMask = '••••••••';

const bytesOf = (text: string): number => new TextEncoder().encode(text).byteLength;

/** One text, with line breaks normalized as in the room. */
export const purgeRequestSchema = z.strictObject({
  text: z.pipe(
    z.pipe(z.string(), z.transform(cleanText)),
    z.string().check(
      z.refine((text) => text.trim().length >= purgeLimits.minLength, {
        error: `A text to purge needs at least ${purgeLimits.minLength} characters: a shorter one can occur inside other words. Include more of its line.`,
      }),
      z.refine((text) => bytesOf(text) <= purgeLimits.maxBytes, {
        error: `A text to purge has at most ${purgeLimits.maxBytes} bytes. Purge its parts one after another.`,
      }),
      z.refine((text) => !text.includes('•') && !/[^\P{Cc}\n\t]/u.test(text), {
        error: 'A text to purge cannot contain control characters or “•”, the character that replaces it.',
      }),
    ),
  ),
});

/** How many records of each kind contained the text. */
export const purgedSchema = z.object({ files: z.int(), messages: z.int(), runs: z.int(), other: z.int() });
export type Purged = z.infer<typeof purgedSchema>;

/** A range in UTF-16 units; `end` is exclusive. */
export interface Span {
  start: number;
  end: number;
}

/**
 * Where a text occurs in another: as it is, escaped in JSON or JavaScript strings up to `maxQuotingDepth` levels deep,
 * in a shell's single quotes, and with CRLF. Sorted, without overlaps.
 */
export function findText(within: string, text: string): Span[] {
  const found: Span[] = [];
  let decoded: Decoded | undefined = { units: within, at: (i) => i };
  for (let depth = 0; decoded && depth <= purgeLimits.maxQuotingDepth; depth++) {
    for (const { units, at } of [decoded, ...unquoteShell(decoded)]) {
      for (let i = units.indexOf(text); i >= 0; i = units.indexOf(text, i + 1))
        found.push({ start: at(i), end: at(i + text.length) });
    }
    decoded = decodeEscapes(decoded);
  }
  return mergeOverlaps(found);
}

/** Replaces every occurrence of `text` with the mask. */
export function withoutText(within: string, text: string): string {
  return masked(within, findText(within, text));
}

const masked = (within: string, spans: readonly Span[]): string =>
  spans.reduceRight((rest, { start, end }) => rest.slice(0, start) + purgeMask + rest.slice(end), within);

/** As {@link withoutText}, for a text that may span several pieces. @param separator what belongs between two pieces */
export function piecesWithout(pieces: readonly string[], text: string, separator: '' | '\n'): string[] {
  const found = findText(pieces.join(separator), text);
  let from = 0;
  return pieces.map((piece) => {
    const inPiece = found.flatMap((span): Span[] => {
      const start = Math.max(0, span.start - from);
      const end = Math.min(piece.length, span.end - from);
      return start < end ? [{ start, end }] : [];
    });
    from += piece.length + separator.length;
    return masked(piece, inPiece);
  });
}

/** A JSON value with the text masked in its strings and keys; the same object if it does not occur. */
export function valueWithout(value: unknown, text: string): unknown {
  if (typeof value === 'string') return withoutText(value, text);
  if (Array.isArray(value)) return itemsWithout(value, text);
  if (typeof value !== 'object' || value === null) return value;
  const before = Object.entries(value);
  const after = before.map(([key, item]) => [withoutText(key, text), valueWithout(item, text)] as const);
  const isSame = after.every(([key, item], i) => key === before[i]?.[0] && item === before[i]?.[1]);
  return isSame ? value : Object.fromEntries(after);
}

/** Masks items one by one, and as consecutive lines of output, over which the text may be spread. */
function itemsWithout(items: readonly unknown[], text: string): readonly unknown[] {
  const lines = items.map(lineOf);
  const isOutput = lines.every((line) => line !== undefined);
  const maskedLines = isOutput ? piecesWithout(lines, text, '\n') : undefined;
  const after = items.map((item, i) => {
    const line = maskedLines?.[i];
    if (line === undefined || line === lines[i]) return valueWithout(item, text);
    return typeof item === 'string' ? line : valueWithout({ ...(item as object), text: line }, text);
  });
  return after.some((item, i) => item !== items[i]) ? after : items;
}

const lineOf = (item: unknown): string | undefined => {
  if (typeof item === 'string') return item;
  const hasText =
    typeof item === 'object' && item !== null && 'text' in item && typeof item.text === 'string';
  return hasText ? (item.text as string) : undefined;
};

/** A decoded text, and for each of its units the position in the original. */
interface Decoded {
  units: string;
  at: (index: number) => number;
}

const escapes = new Map(Object.entries({ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v' }));
const escapePattern = /\\(?:u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}|x([0-9a-f]{2})|([ntrbfv"'`\\/]))|\r\n/giy;

/** Replaces each escape with the character it stands for; undefined when there is none. */
function decodeEscapes({ units, at }: Decoded): Decoded | undefined {
  const pieces: string[] = [];
  const starts: number[] = [];
  let from = 0;
  let isEscaped = false;
  const add = (piece: string, place: (i: number) => number): void => {
    pieces.push(piece);
    for (let i = 0; i < piece.length; i++) starts.push(place(i));
  };
  for (let i = nextEscape(units, 0); i >= 0; i = nextEscape(units, from)) {
    const start = from;
    add(units.slice(start, i), (n) => at(start + n));
    escapePattern.lastIndex = i;
    const [whole, ...codes] = escapePattern.exec(units) ?? [units.charAt(i)];
    const character = meaningOf(whole, codes);
    isEscaped ||= character !== whole;
    add(character, () => at(i));
    from = i + whole.length;
  }
  if (!isEscaped) return undefined;
  const start = from;
  add(units.slice(start), (n) => at(start + n));
  starts.push(at(units.length));
  return { units: pieces.join(''), at: (i) => starts[i] ?? 0 };
}

/** A single quote inside a shell's single quotes: close, escaped quote, reopen. */
const shellQuote = `'\\''`;

/** Replaces each {@link shellQuote} with a plain quote; empty when there is none. */
function unquoteShell({ units, at }: Decoded): Decoded[] {
  const pieces = units.split(shellQuote);
  if (pieces.length === 1) return [];
  const starts: number[] = [];
  let from = 0;
  for (const piece of pieces) {
    // The quote after the piece maps to the start of its whole sequence.
    for (let i = 0; i <= piece.length; i++) starts.push(at(from + i));
    from += piece.length + shellQuote.length;
  }
  return [{ units: pieces.join("'"), at: (i) => starts[i] ?? 0 }];
}

function nextEscape(units: string, from: number): number {
  const [backslash, cr] = [units.indexOf('\\', from), units.indexOf('\r', from)];
  return backslash < 0 || cr < 0 ? Math.max(backslash, cr) : Math.min(backslash, cr);
}

function meaningOf(whole: string, codes: readonly (string | undefined)[]): string {
  if (whole === '\r\n') return '\n';
  const [unit, point, byte, letter] = codes;
  if (letter !== undefined) return escapes.get(letter.toLowerCase()) ?? letter;
  const code = Number.parseInt(unit ?? point ?? byte ?? '', 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

function mergeOverlaps(spans: Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans.sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = result.at(-1);
    if (last && span.start < last.end) last.end = Math.max(last.end, span.end);
    else result.push({ ...span });
  }
  return result;
}
