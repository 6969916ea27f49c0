import { describe, expect, it } from 'vitest';
import { ArrivalWatch } from './arrivals.ts';

const seconds = 1_000;
const people = (...names: string[]): ReadonlyMap<string, string> =>
  new Map(names.map((name) => [`id-${name}`, name]));

/** What a page says from one look to the next, and when it looks by itself. */
class Page {
  readonly #watch = new ArrivalWatch();
  #nowMs = 1_000_000;
  #lookAtMs: number | undefined;
  #seen: ReadonlyMap<string, string> | undefined;

  /** These are seen from now on; nobody, while its own line is broken. */
  sees(seen: ReadonlyMap<string, string> | undefined): string[] {
    this.#seen = seen;
    return this.#look();
  }

  /** Time goes by, and the page looks when it said that it would. */
  wait(ms: number): string[] {
    const untilMs = this.#nowMs + ms;
    const said: string[] = [];
    while (this.#lookAtMs !== undefined && this.#lookAtMs <= untilMs) {
      this.#nowMs = this.#lookAtMs;
      said.push(...this.#look());
    }
    this.#nowMs = untilMs;
    return said;
  }

  #look(): string[] {
    const { joined, left, lookAtMs } = this.#watch.look(this.#seen, this.#nowMs);
    this.#lookAtMs = lookAtMs;
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

describe('W127 who joins and who leaves', () => {
  it('W127 W48 is said of those who come and go, and not of those who were here', () => {
    const page = new Page();
    expect(page.sees(undefined)).toEqual([]);
    expect(page.sees(people())).toEqual([]);
    // Presence comes in frames behind the text.
    page.wait(200);
    expect(page.sees(people('Ana'))).toEqual([]);
    page.wait(10 * seconds);
    expect(page.sees(people('Ana', 'Bo'))).toEqual(['Bo joined']);
    expect(page.sees(people('Bo'))).toEqual([]);
    expect(page.wait(10 * seconds)).toEqual(['Ana left']);
    expect(page.sees(people('Ana', 'Bo'))).toEqual(['Ana joined']);
  });

  it('W127 is not said of who is back within some seconds, whoever else comes and goes meanwhile', () => {
    const page = pageOf('Ana', 'Bo');
    page.sees(people('Ana'));
    page.wait(2 * seconds);
    expect(page.sees(people('Ana', 'Cleo'))).toEqual(['Cleo joined']);
    expect(page.wait(1 * seconds)).toEqual([]);
    expect(page.sees(people('Ana', 'Bo', 'Cleo'))).toEqual([]);
    expect(page.wait(60 * seconds)).toEqual([]);
  });

  it('W127 is said in time of who left, however often others come and go', () => {
    const page = pageOf('Ana', 'Bo');
    const said = page.sees(people('Ana'));
    for (let at = 0; at < 6; at++) {
      said.push(...page.wait(1 * seconds));
      page.sees(people(...(at % 2 === 0 ? [] : ['Ana'])));
    }
    expect(said).toEqual(['Bo left']);
  });

  it('W127 is not said when the room is started anew and everyone comes back, hidden tabs last', () => {
    const page = pageOf('Ana', 'Bo', 'Cleo');
    expect(page.sees(undefined)).toEqual([]);
    expect(page.wait(3 * seconds)).toEqual([]);
    expect(page.sees(people())).toEqual([]);
    expect(page.wait(2 * seconds)).toEqual([]);
    expect(page.sees(people('Bo'))).toEqual([]);
    expect(page.wait(8 * seconds)).toEqual([]);
    expect(page.sees(people('Bo', 'Ana'))).toEqual([]);
    // A hidden tab's timers go off once a minute.
    expect(page.wait(60 * seconds)).toEqual([]);
    expect(page.sees(people('Bo', 'Ana', 'Cleo'))).toEqual([]);
    expect(page.wait(120 * seconds)).toEqual([]);
  });

  it('W127 is said of who does not come back, and of who is new then', () => {
    const page = pageOf('Ana', 'Bo');
    page.sees(undefined);
    page.wait(600 * seconds);
    expect(page.sees(people('Ana', 'Dan'))).toEqual(['Dan joined']);
    expect(page.wait(120 * seconds)).toEqual(['Bo left']);
  });

  it('W127 is not said of who gets another name', () => {
    const page = pageOf('Ana');
    expect(page.sees(new Map([['id-Ana', 'Anna']]))).toEqual([]);
    page.sees(people());
    expect(page.wait(10 * seconds)).toEqual(['Anna left']);
  });
});
