/**
 * What keeps a program alive, as in Node's event loop: its active timers, and its unanswered calls to the host.
 */
import { define } from './property.ts';

/** The platform's timers are objects like Node's. */
interface Timer {
  hasRef(): boolean;
}

const kinds = [
  { start: 'setTimeout', clear: 'clearTimeout', once: true },
  { start: 'setInterval', clear: 'clearInterval', once: false },
  { start: 'setImmediate', clear: 'clearImmediate', once: true },
] as const;

// The program may replace the globals, so these are taken before it loads.
const { setTimeout: timer, clearTimeout: clearTimer } = globalThis;

export class Pending {
  readonly #timers = new Set<unknown>();
  #calls = 0;
  #changed = Promise.withResolvers<void>();

  /** Replaces the global timers with counted ones; errors thrown in their callbacks go to `onError`. */
  installTimers(onError: (error: unknown) => void): void {
    for (const { start, clear, once } of kinds) {
      const [platformStart, platformClear] = [globalThis[start], globalThis[clear]];
      define(globalThis, start, (callback: unknown, ...rest: unknown[]): unknown => {
        const run = caught(callback, onError);
        const made: unknown = Reflect.apply(platformStart, undefined, [
          (...args: unknown[]): void => {
            if (once) this.#remove(made);
            run(...args);
            // The callback may have unreferenced another timer.
            this.#changed.resolve();
          },
          ...rest,
        ]);
        this.#timers.add(made);
        return made;
      });
      define(globalThis, clear, (given: unknown): void => {
        this.#remove(isObject(given) ? given : this.#byNumber(given));
        Reflect.apply(platformClear, undefined, [given]);
      });
    }
    this.#watchMethods();
  }

  /** Keeps the program alive until the call is answered. */
  async call<T>(answer: Promise<T>): Promise<T> {
    this.#calls++;
    try {
      return await answer;
    } finally {
      this.#calls--;
      this.#changed.resolve();
    }
  }

  /** Settles once nothing is pending and the reactions to the last event have run. */
  async settled(): Promise<void> {
    for (;;) {
      this.#changed = Promise.withResolvers();
      await new Promise((resolve) => timer(resolve, 0));
      if (this.#calls === 0 && ![...this.#timers].some(isHeld)) return;
      await this.#changed.promise;
    }
  }

  /** A sentence about what is still pending; undefined if nothing is. */
  leftover(): string | undefined {
    const timers = [...this.#timers].filter(isHeld).length;
    const count = timers + this.#calls;
    if (count === 0) return undefined;
    const what = [counted(timers, 'timer'), counted(this.#calls, 'request or file operation')];
    const were = count === 1 ? 'was' : 'were';
    return `${what.filter((part) => part !== '').join(' and ')} ${were} still open when the program returned, and ${were} ended with it. Await pending work.`;
  }

  #byNumber(given: unknown): unknown {
    return [...this.#timers].find((each) => isTimeout(each) && Number(each) === Number(given));
  }

  /** A timeout can also be ended and restarted by its own methods. */
  #watchMethods(): void {
    const probe: unknown = Reflect.apply(timer, undefined, [() => undefined, 0]);
    Reflect.apply(clearTimer, undefined, [probe]);
    const prototype: unknown = Object.getPrototypeOf(probe);
    if (!isObject(prototype)) return;
    const before = (name: string | symbol, act: (made: unknown) => void): void => {
      const platform: unknown = Reflect.get(prototype, name);
      if (typeof platform !== 'function') return;
      define(prototype, name, function method(this: unknown): unknown {
        act(this);
        return Reflect.apply(platform, this, []);
      });
    };
    for (const name of ['close', Symbol.dispose]) before(name, (made) => this.#remove(made));
    before('refresh', (made) => this.#timers.add(made));
  }

  #remove(made: unknown): void {
    this.#timers.delete(made);
    this.#changed.resolve();
  }
}

/** The callback, with its errors passed to `onError`. */
export function caught(callback: unknown, onError: (error: unknown) => void): (...args: unknown[]) => void {
  if (typeof callback !== 'function') throw new TypeError('The callback must be a function.');
  return (...args) => {
    try {
      Reflect.apply(callback, undefined, args);
    } catch (error) {
      onError(error);
    }
  };
}

const isObject = (given: unknown): given is object => typeof given === 'object' && given !== null;
const isTimer = (given: unknown): given is Timer =>
  isObject(given) && 'hasRef' in given && typeof given.hasRef === 'function';
/** Like Node, ignores unreferenced timers. */
const isHeld = (given: unknown): boolean => isTimer(given) && given.hasRef();
/** An immediate has no number. */
const isTimeout = (given: unknown): boolean => isTimer(given) && Symbol.toPrimitive in given;

const counted = (count: number, name: string): string =>
  count === 0 ? '' : `${count} ${name}${count === 1 ? '' : 's'}`;
