/** Someone who reloads the page or loses the connection for a moment has not left. */
const graceMs = 4_000;
/**
 * After the room restarts, everyone reconnects separately. Hidden tabs come last, because their timers fire once a minute.
 */
const returnGraceMs = 75_000;
/** After joining, the presence of those already here arrives in separate frames, after the text. */
const arrivalMs = 500;

interface KnownPerson {
  name: string;
  /** When they went missing, if they are. */
  missingSinceMs: number | undefined;
}

/** Whom to report, and when to check again even if nothing changes. */
export interface Arrivals {
  joined: string[];
  left: string[];
  checkAtMs: number | undefined;
}

/** Derives who joined and who left from who is present. Those already here when one joins are not reported. */
export class ArrivalWatch {
  readonly #known = new Map<string, KnownPerson>();
  #isAway = true;
  /** When this page last reconnected. */
  #backMs = Number.NEGATIVE_INFINITY;
  /** Until when everyone who appears counts as having been here before. */
  #quietUntilMs: number | undefined;

  /** @param seen names by user id; undefined while this page is disconnected */
  check(seen: ReadonlyMap<string, string> | undefined, nowMs: number): Arrivals {
    if (!seen) {
      this.#isAway = true;
      return { joined: [], left: [], checkAtMs: undefined };
    }
    if (this.#isAway) this.#onReconnected(nowMs);
    return { joined: this.#recordJoined(seen, nowMs), ...this.#recordLeft(seen, nowMs) };
  }

  #onReconnected(nowMs: number): void {
    this.#isAway = false;
    if (this.#quietUntilMs === undefined) this.#quietUntilMs = nowMs + arrivalMs;
    else this.#backMs = nowMs;
  }

  #recordJoined(seen: ReadonlyMap<string, string>, nowMs: number): string[] {
    const joined: string[] = [];
    for (const [id, name] of seen) {
      const isNews = !this.#known.has(id) && nowMs >= (this.#quietUntilMs ?? 0);
      if (isNews) joined.push(name);
      this.#known.set(id, { name, missingSinceMs: undefined });
    }
    return joined;
  }

  #recordLeft(seen: ReadonlyMap<string, string>, nowMs: number): Omit<Arrivals, 'joined'> {
    const left: string[] = [];
    let checkAtMs: number | undefined;
    for (const [id, known] of this.#known) {
      if (seen.has(id)) continue;
      known.missingSinceMs ??= nowMs;
      const goneMs = Math.max(known.missingSinceMs + graceMs, this.#backMs + returnGraceMs);
      if (nowMs >= goneMs) {
        left.push(known.name);
        this.#known.delete(id);
      } else checkAtMs = Math.min(checkAtMs ?? goneMs, goneMs);
    }
    return { left, checkAtMs };
  }
}
