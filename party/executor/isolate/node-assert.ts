/**
 * The module behind `node:assert` in programs. The platform's own has other messages, and compares strictly what Node
 * compares loosely.
 */
import platform from 'node:assert';
import { inspect, isDeepStrictEqual } from 'node:util';
import { AssertionError } from './assert/assertion-error.ts';
import { callOf } from './assert/calls.ts';
import { isLooselyEqual } from './assert/loose-equal.ts';
import { doesNotReject, doesNotThrow, rejects, throws } from './assert/thrown.ts';

type Message = string | Error | undefined;

/** Throws, with the message of the call or of Node. */
function failed(operator: string, actual: unknown, expected: unknown, message: Message): never {
  if (message instanceof Error) throw message;
  throw new AssertionError({ message, actual, expected, operator });
}

function needsTwo(given: number): void {
  if (given < 2)
    throw Object.assign(new TypeError('The "actual" and "expected" arguments must be specified'), {
      code: 'ERR_MISSING_ARGS',
    });
}

type Comparison = (...args: [actual: unknown, expected: unknown, message?: Message]) => void;

const comparison =
  (operator: string, holds: (actual: unknown, expected: unknown) => boolean): Comparison =>
  (...args) => {
    needsTwo(args.length);
    const [actual, expected, message] = args;
    if (!holds(actual, expected)) failed(operator, actual, expected, message);
  };

// oxlint-disable-next-line eqeqeq -- that is what it means
const isEqual = (a: unknown, b: unknown): boolean => a == b || (Number.isNaN(a) && Number.isNaN(b));

function isPart(actual: unknown, expected: unknown): boolean {
  try {
    platform.partialDeepStrictEqual(actual, expected);
    return true;
  } catch {
    return false;
  }
}

export const equal = comparison('==', isEqual);
export const notEqual = comparison('!=', (a, b) => !isEqual(a, b));
export const strictEqual = comparison('strictEqual', Object.is);
export const notStrictEqual = comparison('notStrictEqual', (a, b) => !Object.is(a, b));
export const deepEqual = comparison('deepEqual', isLooselyEqual);
export const notDeepEqual = comparison('notDeepEqual', (a, b) => !isLooselyEqual(a, b));
export const deepStrictEqual = comparison('deepStrictEqual', isDeepStrictEqual);
export const notDeepStrictEqual = comparison('notDeepStrictEqual', (a, b) => !isDeepStrictEqual(a, b));
export const partialDeepStrictEqual = comparison('partialDeepStrictEqual', isPart);

function check(args: readonly unknown[]): void {
  const [value, message] = args;
  if (value) return;
  if (message !== undefined) failed('==', value, true, message as Message);
  const call = callOf(new Error());
  const reason =
    args.length === 0
      ? 'No value argument passed to `assert.ok()`'
      : call === undefined
        ? `${inspect(value)} == true`
        : `The expression evaluated to a falsy value:\n\n  ${call}\n`;
  const error = new AssertionError({ message: reason, actual: value, expected: true, operator: '==' });
  throw Object.assign(error, { generatedMessage: true });
}

export const ok = (...args: unknown[]): void => check(args);

export function fail(message: Message = 'Failed'): never {
  if (message instanceof Error) throw message;
  const error = new AssertionError({ message, operator: 'fail' });
  throw Object.assign(error, { generatedMessage: message === 'Failed' });
}

export function ifError(value: unknown): void {
  if (value === null || value === undefined) return;
  const isError = value instanceof Error;
  const what = isError ? value.message || value.name : inspect(value);
  throw new AssertionError({
    message: `ifError got unwanted exception: ${what}`,
    actual: value,
    expected: null,
    operator: 'ifError',
  });
}

const matching =
  (operator: string, wanted: boolean) =>
  (text: string, pattern: RegExp, message?: Message): void => {
    const isText = typeof text === 'string';
    if (isText && pattern.test(text) === wanted) return;
    if (message !== undefined) failed(operator, text, pattern, message);
    const not = wanted ? 'did not match' : 'was expected to not match';
    const received = `type ${typeof text} (${inspect(text)})`;
    const reason = isText
      ? `The input ${not} the regular expression ${inspect(pattern)}. Input:\n\n${inspect(text)}\n`
      : `The "string" argument must be of type string. Received ${received}`;
    const error = new AssertionError({ message: reason, actual: text, expected: pattern, operator });
    throw Object.assign(error, { generatedMessage: true });
  };

export const match = matching('match', true);
export const doesNotMatch = matching('doesNotMatch', false);

const all = {
  AssertionError,
  deepEqual,
  deepStrictEqual,
  doesNotMatch,
  doesNotReject,
  doesNotThrow,
  equal,
  fail,
  ifError,
  match,
  notDeepEqual,
  notDeepStrictEqual,
  notEqual,
  notStrictEqual,
  ok,
  partialDeepStrictEqual,
  rejects,
  strictEqual,
  throws,
};

/** The same names, each comparing strictly. */
export const strict: typeof all = Object.assign((...args: unknown[]): void => check(args), {
  ...all,
  deepEqual: deepStrictEqual,
  equal: strictEqual,
  notDeepEqual: notDeepStrictEqual,
  notEqual: notStrictEqual,
});
Object.assign(strict, { strict });

export { AssertionError, doesNotReject, doesNotThrow, rejects, throws };

export default Object.assign((...args: unknown[]): void => check(args), { ...all, strict });
