/** Someone whose page is loaded anew, or whose line drops for a moment, has not left. */
const graceMs = 4_000;
/**
 * When the room was started anew everyone's line broke, and each comes back by itself: those in hidden tabs, whose timers
 * go off once a minute, last.
 */
const returnGraceMs = 75_000;
/** Who is here when one comes is told in frames of their own, behind the text. */
const arrivalMs = 500;

interface Known {
  name: string;
  /** Since when they have been missing. */
  missingSinceMs: number | undefined;
}

/** What is to be said, and when to look again though nothing changed. */
export interface Arrivals {
  joined: string[];
  left: string[];
  lookAtMs: number | undefined;
}

/** Tells who joined and who left from who is seen; who is here when one comes is no news. */
export class ArrivalWatch {
  readonly #known = new Map<string, Known>();
  #isAway = true;
  /** When one's own line came back, and until when who is seen was here before. */
  #backMs = Number.NEGATIVE_INFINITY;
  #quietUntilMs: number | undefined;

  /** @param seen names by user id; undefined while one's own line is broken, and nobody's coming or going is known */
  look(seen: ReadonlyMap<string, string> | undefined, nowMs: number): Arrivals {
    if (!seen) {
      this.#isAway = true;
      return { joined: [], left: [], lookAtMs: undefined };
    }
    if (this.#isAway) this.#comeBack(nowMs);
    return { joined: this.#takeIn(seen, nowMs), ...this.#letGo(seen, nowMs) };
  }

  #comeBack(nowMs: number): void {
    this.#isAway = false;
    if (this.#quietUntilMs === undefined) this.#quietUntilMs = nowMs + arrivalMs;
    else this.#backMs = nowMs;
  }

  #takeIn(seen: ReadonlyMap<string, string>, nowMs: number): string[] {
    const joined: string[] = [];
    for (const [id, name] of seen) {
      const isNews = !this.#known.has(id) && nowMs >= (this.#quietUntilMs ?? 0);
      if (isNews) joined.push(name);
      this.#known.set(id, { name, missingSinceMs: undefined });
    }
    return joined;
  }

  #letGo(seen: ReadonlyMap<string, string>, nowMs: number): Omit<Arrivals, 'joined'> {
    const left: string[] = [];
    let lookAtMs: number | undefined;
    for (const [id, known] of this.#known) {
      if (seen.has(id)) continue;
      known.missingSinceMs ??= nowMs;
      const goneMs = Math.max(known.missingSinceMs + graceMs, this.#backMs + returnGraceMs);
      if (nowMs >= goneMs) {
        left.push(known.name);
        this.#known.delete(id);
      } else lookAtMs = Math.min(lookAtMs ?? goneMs, goneMs);
    }
    return { left, lookAtMs };
  }
}
