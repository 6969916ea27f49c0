import { inspect } from 'node:util';
import { diffOf } from './diff.ts';

/** The error of a failed assertion, with Node's messages. */

interface Failed {
  message?: string | undefined;
  actual?: unknown;
  expected?: unknown;
  operator?: string;
}

const headers: Record<string, string> = {
  deepEqual: 'Expected values to be loosely deep-equal:',
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notSame: 'Expected "actual" not to be reference-equal to "expected":',
  partialDeepStrictEqual: 'Expected values to be partially and strictly deep-equal:',
  same: 'Expected "actual" to be reference-equal to "expected":',
  strictEqual: 'Expected values to be strictly equal:',
};

const compared = new Set(['deepStrictEqual', 'partialDeepStrictEqual', 'strictEqual']);

/** An error without its stack, which would always be different. */
const inspected = (value: unknown): string =>
  value instanceof Error
    ? `[${value}]`
    : inspect(value, {
        breakLength: Infinity,
        compact: false,
        customInspect: false,
        depth: 100,
        getters: true,
        maxArrayLength: Infinity,
        sorted: true,
      });

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
const areOfKind = (kind: (value: unknown) => boolean, ...values: unknown[]): boolean => values.every(kind);
const isFunction = (value: unknown): boolean => typeof value === 'function';

export class AssertionError extends Error {
  readonly generatedMessage: boolean;
  readonly code = 'ERR_ASSERTION';
  readonly actual: unknown;
  readonly expected: unknown;
  readonly operator: string | undefined;
  readonly diff = 'simple';

  constructor({ message, actual, expected, operator = '' }: Failed = {}) {
    super(
      message === undefined || compared.has(operator)
        ? messageOf(operator, actual, expected, message)
        : message,
    );
    Object.defineProperty(this, 'name', { value: 'AssertionError', configurable: true, writable: true });
    this.generatedMessage = message === undefined;
    this.actual = actual;
    this.expected = expected;
    this.operator = operator;
  }

  override toString(): string {
    return `${this.name} [${this.code}]: ${this.message}`;
  }
}

function messageOf(operator: string, actual: unknown, expected: unknown, own: string | undefined): string {
  if (compared.has(operator)) return differenceOf(operator, actual, expected, own);
  const [a, b] = [inspected(actual), inspected(expected)];
  if (operator === 'notStrictEqual' || operator === 'notDeepStrictEqual') {
    const isSame = operator === 'notStrictEqual' && (isObject(actual) || isFunction(actual));
    const header = headers[isSame ? 'notSame' : operator];
    if (a.includes('\n')) return `${header}\n\n${a}\n`;
    return a.length > 5 ? `${header}\n\n${a}` : `${header} ${a}`;
  }
  if (operator === 'deepEqual') return `${headers[operator]}\n\n${a}\n\nshould loosely deep-equal\n\n${b}`;
  if (operator === 'notDeepEqual' && a === b) return `${headers[operator]}\n\n${a}`;
  if (operator === 'notDeepEqual')
    return `Expected values not to be loosely deep-equal:\n\n${a}\n\nshould not loosely deep-equal\n\n${b}`;
  return `${a} ${operator} ${b}`;
}

/** Texts of at most this many UTF-16 units, without their quotes, stand on one line. */
const maxOnOneLine = 12;

function differenceOf(operator: string, actual: unknown, expected: unknown, own: string | undefined): string {
  const isSame =
    operator === 'strictEqual' &&
    (areOfKind(isObject, actual, expected) || areOfKind(isFunction, actual, expected));
  const header = own ?? headers[isSame ? 'same' : operator];
  const [a, b] = [inspected(actual), inspected(expected)];
  const isOneLine = !a.includes('\n') && !b.includes('\n');
  if (isOneLine && !areOfKind(isObject, actual, expected)) {
    const quotes = [actual, expected].filter((value) => typeof value === 'string').length * 2;
    // Zero and minus zero.
    const isShort = a.length + b.length - quotes <= maxOnOneLine && actual !== expected;
    if (isShort) return `${header}\n\n${a} !== ${b}\n`;
    return `${header}\n+ actual - expected\n\n+ ${a}\n- ${b}${pointer(a, b)}\n`;
  }
  if (a === b) return `${own ?? 'Values have same structure but are not reference-equal:'}\n\n${a}\n`;
  const { text, cut } = diffOf(a.split('\n'), b.split('\n'));
  return `${header}\n+ actual - expected${cut ? '\n... Skipped lines' : ''}\n\n${text}\n`;
}

/** Points at the first character that differs, unless that is among the first ones. */
function pointer(a: string, b: string): string {
  const at = Array.from(a).findIndex((character, index) => character !== b[index]);
  return at < 3 ? '' : `\n${' '.repeat(at + 2)}^`;
}
