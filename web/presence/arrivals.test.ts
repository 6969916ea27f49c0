import { describe, expect, it } from 'vitest';
import { ArrivalWatch } from './arrivals.ts';

const seconds = 1_000;
const people = (...names: string[]): ReadonlyMap<string, string> =>
  new Map(names.map((name) => [`id-${name}`, name]));

/** A page that checks who is present, on changes and when its timer fires. */
class Page {
  readonly #watch = new ArrivalWatch();
  #nowMs = 1_000_000;
  #checkAtMs: number | undefined;
  #seen: ReadonlyMap<string, string> | undefined;

  /** Sets who is present; undefined while the page is disconnected. @returns the messages it shows */
  sees(seen: ReadonlyMap<string, string> | undefined): string[] {
    this.#seen = seen;
    return this.#check();
  }

  /** Advances the time, with the checks that the page has scheduled. @returns the messages it shows */
  wait(ms: number): string[] {
    const untilMs = this.#nowMs + ms;
    const messages: string[] = [];
    while (this.#checkAtMs !== undefined && this.#checkAtMs <= untilMs) {
      this.#nowMs = this.#checkAtMs;
      messages.push(...this.#check());
    }
    this.#nowMs = untilMs;
    return messages;
  }

  #check(): string[] {
    const { joined, left, checkAtMs } = this.#watch.check(this.#seen, this.#nowMs);
    this.#checkAtMs = checkAtMs;
    return [...joined.map((name) => `${name} joined`), ...left.map((name) => `${name} left`)];
  }
}

/** A page that has been in the room for a while, with Ana and Bo. */
function pageOf(...names: string[]): Page {
  const page = new Page();
  page.sees(people(...names));
  page.wait(60 * seconds);
  return page;
}

describe('ArrivalWatch', () => {
  it('W127 W48 reports who joins and leaves, but not who was here before', () => {
    const page = new Page();
    expect(page.sees(undefined)).toEqual([]);
    expect(page.sees(people())).toEqual([]);
    // Presence arrives in frames after the text.
    page.wait(200);
    expect(page.sees(people('Ana'))).toEqual([]);
    page.wait(10 * seconds);
    expect(page.sees(people('Ana', 'Bo'))).toEqual(['Bo joined']);
    expect(page.sees(people('Bo'))).toEqual([]);
    expect(page.wait(10 * seconds)).toEqual(['Ana left']);
    expect(page.sees(people('Ana', 'Bo'))).toEqual(['Ana joined']);
  });

  it('W127 does not report people who are back within seconds, whoever else joins and leaves meanwhile', () => {
    const page = pageOf('Ana', 'Bo');
    page.sees(people('Ana'));
    page.wait(2 * seconds);
    expect(page.sees(people('Ana', 'Cleo'))).toEqual(['Cleo joined']);
    expect(page.wait(1 * seconds)).toEqual([]);
    expect(page.sees(people('Ana', 'Bo', 'Cleo'))).toEqual([]);
    expect(page.wait(60 * seconds)).toEqual([]);
  });

  it('W127 reports in time who left, however often others join and leave', () => {
    const page = pageOf('Ana', 'Bo');
    const messages = page.sees(people('Ana'));
    for (let at = 0; at < 6; at++) {
      messages.push(...page.wait(1 * seconds));
      page.sees(people(...(at % 2 === 0 ? [] : ['Ana'])));
    }
    expect(messages).toEqual(['Bo left']);
  });

  it('W127 reports nobody when the room restarts and everyone comes back, hidden tabs last', () => {
    const page = pageOf('Ana', 'Bo', 'Cleo');
    expect(page.sees(undefined)).toEqual([]);
    expect(page.wait(3 * seconds)).toEqual([]);
    expect(page.sees(people())).toEqual([]);
    expect(page.wait(2 * seconds)).toEqual([]);
    expect(page.sees(people('Bo'))).toEqual([]);
    expect(page.wait(8 * seconds)).toEqual([]);
    expect(page.sees(people('Bo', 'Ana'))).toEqual([]);
    // A hidden tab's timers fire once a minute.
    expect(page.wait(60 * seconds)).toEqual([]);
    expect(page.sees(people('Bo', 'Ana', 'Cleo'))).toEqual([]);
    expect(page.wait(120 * seconds)).toEqual([]);
  });

  it('W127 reports who does not come back after a disconnect, and who is new', () => {
    const page = pageOf('Ana', 'Bo');
    page.sees(undefined);
    page.wait(600 * seconds);
    expect(page.sees(people('Ana', 'Dan'))).toEqual(['Dan joined']);
    expect(page.wait(120 * seconds)).toEqual(['Bo left']);
  });

  it('W127 does not report a change of name', () => {
    const page = pageOf('Ana');
    expect(page.sees(new Map([['id-Ana', 'Anna']]))).toEqual([]);
    page.sees(people());
    expect(page.wait(10 * seconds)).toEqual(['Anna left']);
  });
});
