import { Parser, type Program } from 'acorn';
import { TooNested } from './sucrase.ts';

/**
 * Parses a module in linear time: Acorn itself searches lists for each declared name, and validates regular expressions
 * with a slow parser of its own.
 * @throws SyntaxError with `loc`, and TooNested
 */
export function readModule(code: string): Program {
  const parser = new BoundedParser(code);
  try {
    return parser.parse();
  } catch (error) {
    // A stack overflow.
    if (error instanceof RangeError) throw new TooNested(parser.start);
    throw error;
  }
}

/** Acorn records a variable in each block around it. Real programs stay far below two records per character. */
const recordsPerUnit = 2;
/** For each, the engine searches all of Unicode, which can take a few milliseconds. */
const maxUnicodeProperties = 200;

/** Acorn with some internals replaced, which its types do not declare. */
class BoundedParser extends Parser {
  /** Start of the current token. */
  declare readonly start: number;
  declare readonly scopeStack: object[];
  declare readonly raise: (offset: number, message: string) => never;

  #recorded = 0;
  #properties = 0;

  constructor(code: string) {
    super({ ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true }, code);
  }

  enterScope(flags: number): void {
    const names = (): Names => new Names(() => this.#countRecord());
    this.scopeStack.push({ flags, var: names(), lexical: names(), functions: names() });
  }

  /** Validates with the engine that will run the program. */
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

  #countRecord(): void {
    if (++this.#recorded > recordsPerUnit * this.input.length + 1_000) throw new TooNested(this.start);
  }
}

/** The part of an array that Acorn uses for a list of names, backed by a set. */
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
