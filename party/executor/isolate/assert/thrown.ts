import { inspect, isDeepStrictEqual, types } from 'node:util';
import { AssertionError } from './assertion-error.ts';

/** What a thrown error has to be: of a class, like a pattern, with properties, or what a function says. */
type Expected = ((error: unknown) => unknown) | RegExp | object | string | undefined;

const invalid = (message: string, code: string): Error => Object.assign(new TypeError(message), { code });

const received = (value: unknown): string =>
  value === undefined || value === null ? String(value) : `type ${typeof value} (${inspect(value)})`;

function mustBeFunction(fn: unknown): void {
  if (typeof fn !== 'function')
    throw invalid(
      `The "fn" argument must be of type function. Received ${received(fn)}`,
      'ERR_INVALID_ARG_TYPE',
    );
}

const nothing = Symbol('nothing thrown');

function thrownBy(fn: () => unknown): unknown {
  mustBeFunction(fn);
  try {
    fn();
  } catch (error) {
    return error;
  }
  return nothing;
}

async function rejectionOf(given: unknown): Promise<unknown> {
  const isFunction = typeof given === 'function';
  const promise: unknown = isFunction ? Reflect.apply(given, undefined, []) : given;
  if (!isThenable(promise)) {
    throw isFunction
      ? invalid(
          `Expected instance of Promise to be returned from the "promiseFn" function but got ${received(promise)}.`,
          'ERR_INVALID_RETURN_VALUE',
        )
      : invalid(
          `The "promiseFn" argument must be of type function or an instance of Promise. Received ${received(promise)}`,
          'ERR_INVALID_ARG_TYPE',
        );
  }
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return nothing;
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value;

export function throws(fn: () => unknown, expected?: Expected, message?: string | Error): void {
  checkThrown('throws', 'exception', thrownBy(fn), expected, message);
}

export async function rejects(given: unknown, expected?: Expected, message?: string | Error): Promise<void> {
  checkThrown('rejects', 'rejection', await rejectionOf(given), expected, message);
}

function checkThrown(
  operator: string,
  what: string,
  thrown: unknown,
  given: Expected,
  message: string | Error | undefined,
): void {
  // A text in the second place is the message.
  const [expected, words] = typeof given === 'string' ? [undefined, given] : [given, message];
  if (thrown === nothing) {
    if (words instanceof Error) throw words;
    const name = typeof expected === 'function' && expected.name !== '' ? ` (${expected.name})` : '';
    throw new AssertionError({
      message: `Missing expected ${what}${name}${words === undefined ? '.' : `: ${words}`}`,
      actual: undefined,
      expected,
      operator,
    });
  }
  if (typeof given === 'string') {
    const text = thrown instanceof Error ? thrown.message : thrown;
    if (text !== given) return;
    const kind = thrown instanceof Error ? 'error message' : 'error';
    throw invalid(
      `The "error/message" argument is ambiguous. The ${kind} "${given}" is identical to the message.`,
      'ERR_AMBIGUOUS_ARGUMENT',
    );
  }
  if (expected === undefined) return;
  const reason = mismatch(thrown, expected, operator);
  if (reason === undefined) return;
  const failure = words ?? reason;
  if (failure instanceof Error) throw failure;
  const error = new AssertionError({ message: failure, actual: thrown, expected, operator });
  throw Object.assign(error, { generatedMessage: words === undefined });
}

/** Why a thrown value is not the expected one: a message, or the error to throw. */
function mismatch(thrown: unknown, expected: object, operator: string): string | Error | undefined {
  if (types.isRegExp(expected)) {
    const text = String(thrown);
    if (expected.test(text)) return undefined;
    return `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(text)}\n`;
  }
  if (typeof expected !== 'function') return propertyMismatch(thrown, expected, operator);
  const isClass = 'prototype' in expected && typeof expected.prototype === 'object';
  if (isClass && thrown instanceof (expected as new () => object)) return undefined;
  if (isClass && (expected === Error || Error.isPrototypeOf(expected))) {
    const of = Object(thrown);
    const name = of instanceof Error ? of.constructor.name : inspect(thrown, { depth: -1 });
    const message = of instanceof Error ? `\n\nError message:\n\n${of.message}` : '';
    return `The error is expected to be an instance of "${expected.name}". Received "${name}"${message}`;
  }
  const said: unknown = Reflect.apply(expected, undefined, [thrown]);
  if (said === true) return undefined;
  const which = expected.name === '' ? '' : `"${expected.name}" `;
  return `The ${which}validation function is expected to return "true". Received ${inspect(said)}\n\nCaught error:\n\n${thrown instanceof Error ? String(thrown) : inspect(thrown)}`;
}

/** Shows the compared properties of two errors under one name. */
// oxlint-disable-next-line typescript/no-extraneous-class -- its name is shown
class Comparison {
  constructor(from: object, keys: readonly string[], patterns?: object) {
    for (const key of keys) {
      if (!(key in from)) continue;
      const value: unknown = Reflect.get(from, key);
      const pattern: unknown = patterns && Reflect.get(patterns, key);
      const isMatch = types.isRegExp(pattern) && typeof value === 'string' && pattern.test(value);
      Reflect.set(this, key, isMatch ? pattern : value);
    }
  }
}

function propertyMismatch(thrown: unknown, expected: object, operator: string): Error | undefined {
  const keys = Object.keys(expected);
  if (expected instanceof Error) keys.push('name', 'message');
  if (keys.length === 0)
    return invalid(`The argument 'error' may not be an empty object. Received {}`, 'ERR_INVALID_ARG_VALUE');
  const actual = new Comparison(Object(thrown), keys, expected);
  const wanted = new Comparison(expected, keys);
  if (isDeepStrictEqual(actual, wanted)) return undefined;
  const error = new AssertionError({ actual, expected: wanted, operator: 'deepStrictEqual' });
  return Object.assign(error, { actual: thrown, expected, operator });
}

export const doesNotThrow = (fn: () => unknown, expected?: Expected, message?: string | Error): void =>
  checkNothing('doesNotThrow', 'exception', thrownBy(fn), expected, message);

export const doesNotReject = async (
  given: unknown,
  expected?: Expected,
  message?: string | Error,
): Promise<void> => checkNothing('doesNotReject', 'rejection', await rejectionOf(given), expected, message);

function checkNothing(
  operator: string,
  what: string,
  thrown: unknown,
  given: Expected,
  message: string | Error | undefined,
): void {
  if (thrown === nothing) return;
  const [expected, words] = typeof given === 'string' ? [undefined, given] : [given, message];
  // Another error than the unwanted one goes its own way.
  if (expected !== undefined && mismatch(thrown, expected, operator) !== undefined) throw thrown;
  const text = thrown instanceof Error ? thrown.message : inspect(thrown);
  throw new AssertionError({
    message: `Got unwanted ${what}${words === undefined ? '.' : `: ${words}`}\nActual message: "${text}"`,
    actual: thrown,
    expected,
    operator,
  });
}
