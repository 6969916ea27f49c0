import { Parser, type Program } from 'acorn';
import { TooNested } from './sucrase.ts';

/**
 * A module's syntax tree, in time that grows with the text: Acorn looks for each declared name in lists, and has a slow
 * check of regular expressions of its own.
 * @throws SyntaxError with `loc`, and TooNested
 */
export function readModule(code: string): Program {
  const reader = new Reader(code);
  try {
    return reader.parse();
  } catch (error) {
    // The end of the stack.
    if (error instanceof RangeError) throw new TooNested(reader.start);
    throw error;
  }
}

/** A variable is noted in each block around it: real programs stay far below two blocks for each of their characters. */
const blocksPerUnit = 2;
/** The engine looks each up in all of Unicode, which takes up to some milliseconds. */
const maxUnicodeProperties = 200;

/** Acorn with parts of its own replaced, which its types do not tell of. */
class Reader extends Parser {
  /** Where the token begins that is read. */
  declare readonly start: number;
  declare readonly scopeStack: object[];
  declare readonly raise: (offset: number, message: string) => never;

  #noted = 0;
  #properties = 0;

  constructor(code: string) {
    super({ ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true }, code);
  }

  enterScope(flags: number): void {
    const names = (): Names => new Names(() => this.#note());
    this.scopeStack.push({ flags, var: names(), lexical: names(), functions: names() });
  }

  /** By the engine that will run it. */
  validateRegExpPattern({ source, flags, start }: { source: string; flags: string; start: number }): void {
    if (/[uv]/.test(flags)) this.#properties += source.match(/\\p\{/gi)?.length ?? 0;
    if (this.#properties > maxUnicodeProperties) {
      const message = `Regular expressions with more than ${maxUnicodeProperties} Unicode properties in one file take too long to read here`;
      this.raise(start, message);
    }
    try {
      RegExp(source, flags);
    } catch (error) {
      this.raise(start, error instanceof Error ? error.message : 'Invalid regular expression');
    }
  }

  #note(): void {
    if (++this.#noted > blocksPerUnit * this.input.length + 1_000) throw new TooNested(this.start);
  }
}

/** What Acorn asks of a list of names. */
class Names {
  readonly #all = new Set<string>();
  readonly #onPush: () => void;
  0: string | undefined;

  constructor(onPush: () => void) {
    this.#onPush = onPush;
  }

  push(name: string): void {
    this.#onPush();
    this[0] ??= name;
    this.#all.add(name);
  }

  indexOf(name: string): number {
    return this.#all.has(name) ? 0 : -1;
  }
}
