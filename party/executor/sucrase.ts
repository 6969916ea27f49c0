import type { Options, TransformResult } from 'sucrase';
import { transform as transformAll } from 'sucrase/dist/index.js';
import { parse } from 'sucrase/dist/parser/index.js';
import base from 'sucrase/dist/parser/traverser/base.js';
import imported from 'sucrase/dist/transformers/TypeScriptTransformer.js';
import { writeSeparators } from './separators.ts';

/**
 * Sucrase, in time that grows with the text. Where a text can mean several things its parser reads on as one of them
 * and goes back; nested, that grows with the square or without bound. All its ways back are one method: what is read
 * again is counted there.
 */

/** What is read again of a text is at most so many times its length: real programs, broken ones too, stay below 2 … */
const maxTimes = 8;
/** … and small ones may take as much as this (UTF-16 units). */
const alwaysLeft = 64 * 1024;

/** The text cannot be read in its time, or not on the stack. */
export class TooNested extends Error {
  /** Where the parser was. */
  readonly offset: number;
  constructor(offset: number) {
    super('This is nested too deeply, or in too many ways at once, to be read. Take it apart.');
    this.name = 'TooNested';
    this.offset = offset;
  }
}

let left = 0;

countWaysBack();
writeSeparators();
allowOwnNames();

/** @throws SyntaxError with `loc`, and TooNested */
export function transform(source: string, options: Options): TransformResult {
  return bounded(source, () => transformAll(source, options));
}

/** The tokens of a TypeScript file. @throws SyntaxError with `loc`, and TooNested */
export function tokensOf(source: string, jsx: boolean): ReturnType<typeof parse>['tokens'] {
  return bounded(source, () => parse(source, jsx, true, false).tokens);
}

function bounded<T>(source: string, read: () => T): T {
  left = maxTimes * source.length + alwaysLeft;
  const { stackTraceLimit } = Error;
  // Each attempt that fails makes an error, and most of its time goes into a stack that nobody reads.
  Error.stackTraceLimit = 0;
  try {
    return read();
  } catch (error) {
    // The end of the stack.
    if (error instanceof RangeError) throw new TooNested(Math.min(base.state?.start ?? 0, source.length));
    throw error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function countWaysBack(): void {
  // Its class is reached by an object of it alone, in Node and in the bundle alike.
  parse('', false, true, false);
  const state: NonNullable<typeof base.state> = Object.getPrototypeOf(base.state);
  // oxlint-disable-next-line typescript/unbound-method -- it is called on what it is called on
  const goBack = state.restoreFromSnapshot;
  state.restoreFromSnapshot = function (snapshot) {
    // After an error the parser stands at the end.
    const reached = this.error !== null && 'pos' in this.error ? Number(this.error.pos) : this.pos;
    left -= Math.max(0, reached - snapshot.pos) + 1;
    if (left < 0) throw new TooNested(snapshot.start);
    goBack.call(this, snapshot);
  };
}

/** A member of an enum that has its name: Sucrase would declare both in one scope. */
function allowOwnNames(): void {
  const { prototype } = 'default' in imported ? imported.default : imported;
  const { processEnumBody, extractEnumKeyInfo } = prototype;
  prototype.processEnumBody = function (enumName): void {
    const around = this.enumName;
    this.enumName = enumName;
    processEnumBody.call(this, enumName);
    this.enumName = around;
  };
  prototype.extractEnumKeyInfo = function (token): ReturnType<typeof extractEnumKeyInfo> {
    const info = extractEnumKeyInfo.call(this, token);
    return info.variableName === this.enumName ? { ...info, variableName: null } : info;
  };
}
