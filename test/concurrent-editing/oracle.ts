/** The first of the characters that people type. All of them differ, and no program contains any. */
const firstLetter = 0x4e00;
const isLetter = /[\u4e00-\u9fff]/;

/** A text as a row of symbols: words of the program as `ab12`, and each character that a person typed. */
function symbolsOf(text: string): { symbol: string; at: number }[] {
  const out: { symbol: string; at: number }[] = [];
  let plain = '';
  const places: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (isLetter.test(character)) out.push({ symbol: character, at });
    else {
      plain += character;
      places.push(at);
    }
  }
  for (const match of plain.matchAll(/(?<![a-z])([a-z])\1\d+/g)) {
    out.push({ symbol: match[0], at: places[match.index] ?? 0 });
  }
  return out.sort((a, b) => a.at - b.at);
}

interface Fate {
  /** How often someone meant to delete it, and to bring it back. */
  deleted: number;
  restored: number;
  /** Whether it should be there is unknown: the change was reported as unfinished. */
  open: boolean;
}

/** What everyone meant, as seen on their own replica at the moment of the change. */
export class Oracle {
  readonly #fates = new Map<string, Fate>();
  /** Pairs of which the first is meant to stand before the second. */
  readonly #order: [string, string][] = [];
  /**
   * Pairs of characters typed one after the other, with nothing between them; whether something that was deleted by
   * then may come back there.
   */
  readonly #joined = new Map<string, { open: boolean }>();
  #next = firstLetter;

  newLetter(): string {
    return String.fromCharCode(this.#next++);
  }

  /** Records a change that someone made, or means to make, to what they see. */
  meant(before: string, after: string): void {
    const old = symbolsOf(before).map(({ symbol }) => symbol);
    const rows = symbolsOf(after);
    const now = rows.map(({ symbol }) => symbol);
    const [oldSet, nowSet] = [new Set(old), new Set(now)];
    for (const symbol of old) if (!nowSet.has(symbol)) this.#fate(symbol).deleted++;
    now.forEach((symbol, i) => {
      const isNew = !oldSet.has(symbol);
      if (isNew && this.#fates.has(symbol)) this.#fate(symbol).restored++;
      else if (isNew) {
        this.#fate(symbol);
        for (const left of now.slice(Math.max(0, i - 3), i)) this.#order.push([left, symbol]);
        for (const right of now.slice(i + 1, i + 4)) this.#order.push([symbol, right]);
      }
      // Whoever inserts something between two characters means to part them.
      const next = now[i + 1];
      if (next !== undefined && (isNew || !oldSet.has(next))) {
        const isTouching = (rows[i + 1]?.at ?? 0) - (rows[i]?.at ?? 0) === 1;
        if (isTouching && isLetter.test(symbol) && isLetter.test(next))
          this.#joined.set(symbol + next, { open: false });
        const [left, right] = [
          now.slice(0, i + 1).findLast((each) => oldSet.has(each)),
          now.slice(i + 1).find((each) => oldSet.has(each)),
        ];
        if (left !== undefined && right !== undefined) this.#joined.delete(left + right);
      }
    });
  }

  /** Forgives a change that was reported as unfinished: how far it came is not judged. */
  leaveOpen(before: string, after: string): void {
    const [old, now] = [before, after].map((text) => new Set(symbolsOf(text).map(({ symbol }) => symbol)));
    for (const symbol of old ?? []) if (!now?.has(symbol)) this.#fate(symbol).open = true;
    for (const symbol of now ?? []) if (!old?.has(symbol)) this.#fate(symbol).open = true;
  }

  /** Records that something deleted comes back, to its place: what was typed there meanwhile may stand on both sides. */
  bringBack(): void {
    for (const pair of this.#joined.values()) pair.open = true;
  }

  /** Records that someone takes changes back: what they added is to go, and what they deleted to return. */
  undone(changes: readonly (readonly [before: string, after: string])[]): void {
    this.bringBack();
    for (const [before, after] of changes) {
      const [old, now] = [before, after].map((text) => new Set(symbolsOf(text).map(({ symbol }) => symbol)));
      for (const symbol of now ?? []) if (!old?.has(symbol)) this.#fate(symbol).deleted++;
      for (const symbol of old ?? []) if (!now?.has(symbol)) this.#fate(symbol).restored++;
    }
  }

  /** Records everything that a text contains at the start. */
  begin(text: string): void {
    for (const { symbol } of symbolsOf(text)) this.#fate(symbol);
  }

  /** @returns what the final text has that nobody meant, or lacks that someone meant. */
  judge(text: string): { lost: string[]; misplaced: string[] } {
    const lost: string[] = [];
    const misplaced: string[] = [];
    const places = new Map<string, number>();
    const counts = new Map<string, number>();
    for (const { symbol, at } of symbolsOf(text)) {
      places.set(symbol, at);
      counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
    }
    for (const [symbol, { deleted, restored, open }] of this.#fates) {
      const found = counts.get(symbol) ?? 0;
      if (open || restored > 0) continue;
      if (deleted === 0 && found === 0) lost.push(symbol);
      else if (found !== (deleted === 0 ? 1 : 0)) misplaced.push(`${symbol} ${found} times`);
    }
    const open = [...this.#fates].filter(([, fate]) => fate.open).map(([symbol]) => symbol);
    for (const symbol of counts.keys()) {
      // A number may follow what is left of another word that was being replaced.
      const isRest = open.some((each) => symbol.startsWith(each));
      if (!this.#fates.has(symbol) && !isRest) misplaced.push(`${symbol} of nobody`);
    }
    const isCertain = (symbol: string): boolean => {
      const fate = this.#fates.get(symbol);
      return counts.get(symbol) === 1 && fate !== undefined && fate.restored === 0 && !fate.open;
    };
    for (const [left, right] of this.#order) {
      if (!isCertain(left) || !isCertain(right)) continue;
      if ((places.get(left) ?? 0) > (places.get(right) ?? 0)) misplaced.push(`${left} behind ${right}`);
    }
    for (const [pair, { open }] of this.#joined) {
      const [left = '', right = ''] = pair;
      if (open || !isCertain(left) || !isCertain(right)) continue;
      const between = text.slice((places.get(left) ?? 0) + 1, places.get(right));
      // What another person typed or pasted may stand between: both typed at one place, as people do.
      if (between !== '' && !/^[\u4e00-\u9fff\n]*$/.test(between))
        misplaced.push(`${left}${right} parted by ${between}`);
    }
    return { lost, misplaced };
  }

  #fate(symbol: string): Fate {
    const fate = this.#fates.get(symbol) ?? { deleted: 0, restored: 0, open: false };
    this.#fates.set(symbol, fate);
    return fate;
  }
}
