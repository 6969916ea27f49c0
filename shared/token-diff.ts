import diff from 'fast-diff';

/** What one text has, what the other has instead, and what both have after that. */
export type DiffPart = [removed: string, inserted: string, kept: string];

/** `length` tokens of one text from `a` on are those of the other from `b` on. */
interface Match {
  a: number;
  b: number;
  length: number;
}

/** Past this product of their numbers of tokens, two texts are first compared by what is unique in both. */
const maxProduct = 16_000_000;
/** Codes stand for tokens in a string, and there are only so many. */
const maxTokens = 0xd000;

/** Compares token by token. The parts follow each other in both texts. */
export function diffBy(token: RegExp, before: string, after: string): DiffPart[] {
  const codes = new Map<string, number>();
  const a = tokensOf(before, token, codes);
  const b = tokensOf(after, token, codes);
  const parts: DiffPart[] = [];
  let [atA, atB] = [0, 0];
  const whole = { a: a.tokens.length, b: b.tokens.length, length: 0 };
  for (const match of [...joined(matchesIn(a.codes, b.codes)), whole]) {
    const removed = a.tokens.slice(atA, match.a).join('');
    const inserted = b.tokens.slice(atB, match.b).join('');
    [atA, atB] = [match.a + match.length, match.b + match.length];
    const kept = a.tokens.slice(match.a, atA).join('');
    if (removed !== '' || inserted !== '' || kept !== '') parts.push([removed, inserted, kept]);
  }
  return parts;
}

/** @param codes the number of each token so far; new ones are added */
function tokensOf(
  text: string,
  token: RegExp,
  codes: Map<string, number>,
): { tokens: readonly string[]; codes: readonly number[] } {
  const tokens = text.match(token) ?? [];
  const encoded = tokens.map((part) => {
    const code = codes.get(part) ?? codes.size;
    codes.set(part, code);
    return code;
  });
  return { tokens, codes: encoded };
}

type Compare = (a: readonly number[], b: readonly number[]) => Match[];

/**
 * The matches of one way to turn `a` into `b`, in order; of the smallest way if they are not too long for that.
 * @param long compares what is too long, and does not begin or end alike
 */
function matchesIn(a: readonly number[], b: readonly number[], long: Compare = withoutOwn): Match[] {
  if (a.length === 0 || b.length === 0) return [];
  if (a.length * b.length <= maxProduct && a.length + b.length <= maxTokens) return smallestMatches(a, b);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [innerA, innerB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const inner = innerA.length === 0 || innerB.length === 0 ? [] : long(innerA, innerB);
  return [
    { a: 0, b: 0, length: start },
    ...inner.map((match) => ({ ...match, a: match.a + start, b: match.b + start })),
    { a: a.length - end, b: b.length - end, length: end },
  ];
}

/** What only one side has cannot match, and is left out of the comparison. */
function withoutOwn(a: readonly number[], b: readonly number[]): Match[] {
  const [inA, inB] = [new Set(a), new Set(b)];
  const placesA = placesIn(a, inB);
  const placesB = placesIn(b, inA);
  const sharedA = a.filter((code) => inB.has(code));
  const sharedB = b.filter((code) => inA.has(code));
  const out: Match[] = [];
  for (const match of matchesIn(sharedA, sharedB, betweenUnique)) {
    for (let i = 0; i < match.length; i++) {
      out.push({ a: placesA[match.a + i] ?? 0, b: placesB[match.b + i] ?? 0, length: 1 });
    }
  }
  return out;
}

function placesIn(codes: readonly number[], others: ReadonlySet<number>): number[] {
  const places: number[] = [];
  for (const [at, code] of codes.entries()) if (others.has(code)) places.push(at);
  return places;
}

/** As a patience diff: what occurs once on either side matches, as far as it is in the same order; then what lies between. */
function betweenUnique(a: readonly number[], b: readonly number[]): Match[] {
  const onceB = once(b);
  const pairs = [...once(a)].flatMap(([code, at]) => {
    const other = onceB.get(code);
    return other === undefined ? [] : [{ a: at, b: other, length: 1 }];
  });
  const out: Match[] = [];
  let [atA, atB] = [0, 0];
  for (const anchor of [...increasing(pairs), { a: a.length, b: b.length, length: 0 }]) {
    // A long gap has nothing to hold on to: what does not begin or end alike is replaced whole.
    const gap = matchesIn(a.slice(atA, anchor.a), b.slice(atB, anchor.b), () => []);
    for (const match of gap) out.push({ ...match, a: match.a + atA, b: match.b + atB });
    out.push(anchor);
    [atA, atB] = [anchor.a + anchor.length, anchor.b + anchor.length];
  }
  return out;
}

/** The codes that occur once, in order, and where. */
function once(codes: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return new Map([...codes.entries()].flatMap(([at, code]) => (counts.get(code) === 1 ? [[code, at]] : [])));
}

/** The longest part of `pairs`, ascending by `a`, that is ascending by `b` too. */
function increasing(pairs: readonly Match[]): Match[] {
  /** By the length of a chain, less one: the pair that ends it with the smallest `b` so far. */
  const ends: Match[] = [];
  const before = new Map<Match, Match | undefined>();
  for (const pair of pairs) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle]?.b ?? Infinity) < pair.b) low = middle + 1;
      else high = middle;
    }
    before.set(pair, ends[low - 1]);
    ends[low] = pair;
  }
  const out: Match[] = [];
  for (let pair = ends.at(-1); pair; pair = before.get(pair)) out.push(pair);
  return out.reverse();
}

/** Each code becomes a character; fast-diff compares strings. */
function smallestMatches(a: readonly number[], b: readonly number[]): Match[] {
  const own = new Map<number, number>();
  const encode = (codes: readonly number[]): string => {
    const units = codes.map((code) => {
      const unit = own.get(code) ?? own.size;
      own.set(code, unit);
      return unit;
    });
    let out = '';
    // In slices: a call takes only so many arguments.
    for (let at = 0; at < units.length; at += 8_192) {
      out += String.fromCharCode(...units.slice(at, at + 8_192));
    }
    return out;
  };
  const matches: Match[] = [];
  let [atA, atB] = [0, 0];
  for (const [kind, { length }] of diff(encode(a), encode(b))) {
    if (kind === diff.EQUAL) matches.push({ a: atA, b: atB, length });
    if (kind !== diff.INSERT) atA += length;
    if (kind !== diff.DELETE) atB += length;
  }
  return matches;
}

/** Joins matches that touch. */
function joined(matches: readonly Match[]): Match[] {
  const out: Match[] = [];
  for (const match of matches) {
    const last = out.at(-1);
    if (match.length === 0) continue;
    if (last && last.a + last.length === match.a && last.b + last.length === match.b) {
      last.length += match.length;
    } else out.push({ ...match });
  }
  return out;
}
