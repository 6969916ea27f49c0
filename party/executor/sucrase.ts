import type { Options, TransformResult } from 'sucrase';
import { transform as transformAll } from 'sucrase/dist/index.js';
import { parse } from 'sucrase/dist/parser/index.js';
import base from 'sucrase/dist/parser/traverser/base.js';
import { compileEnumsAsTypeScript } from './enums.ts';
import { declareParameterProperties } from './parameter-properties.ts';
import { writeSeparators } from './separators.ts';

/**
 * Sucrase in linear time. Where the syntax is ambiguous, its parser tries one reading and backtracks; nested, that
 * takes quadratic time or worse. All backtracking goes through one method, where the text parsed again is counted.
 */

/** How often the text may be parsed again on average: real programs, even broken ones, stay below 2 … */
const maxReparses = 8;
/** … plus this much for any file (UTF-16 units). */
const extraUnits = 64 * 1024;

/** Parsing would take too long, or overflow the stack. */
export class TooNested extends Error {
  /** The parser's position. */
  readonly offset: number;
  constructor(offset: number) {
    super('This is nested too deeply to be parsed. Split it up.');
    this.name = 'TooNested';
    this.offset = offset;
  }
}

let unitsLeft = 0;

countBacktracking();
writeSeparators();
compileEnumsAsTypeScript();
declareParameterProperties();

/** @throws SyntaxError with `loc`, and TooNested */
export function transform(source: string, options: Options): TransformResult {
  return bounded(source, () => transformAll(source, options));
}

/** The tokens of a TypeScript file. @throws SyntaxError with `loc`, and TooNested */
export function tokensOf(source: string, jsx: boolean): ReturnType<typeof parse>['tokens'] {
  return bounded(source, () => parse(source, jsx, true, false).tokens);
}

function bounded<T>(source: string, read: () => T): T {
  unitsLeft = maxReparses * source.length + extraUnits;
  const { stackTraceLimit } = Error;
  // Each failed attempt creates an error, and most of its time goes into a stack trace that nobody reads.
  Error.stackTraceLimit = 0;
  try {
    return read();
  } catch (error) {
    // A stack overflow.
    if (error instanceof RangeError) throw new TooNested(Math.min(base.state?.start ?? 0, source.length));
    throw error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function countBacktracking(): void {
  // The class is only reachable through an instance, in Node and in the bundle alike.
  parse('', false, true, false);
  const state: NonNullable<typeof base.state> = Object.getPrototypeOf(base.state);
  // oxlint-disable-next-line typescript/unbound-method -- called with the original receiver below
  const goBack = state.restoreFromSnapshot;
  state.restoreFromSnapshot = function (snapshot) {
    // After an error the parser's own position is the end of the text.
    const reached = this.error !== null && 'pos' in this.error ? Number(this.error.pos) : this.pos;
    unitsLeft -= Math.max(0, reached - snapshot.pos) + 1;
    if (unitsLeft < 0) throw new TooNested(snapshot.start);
    goBack.call(this, snapshot);
  };
}
