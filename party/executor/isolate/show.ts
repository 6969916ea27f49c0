import { formatWithOptions, inspect, type InspectOptions } from 'node:util';
import { depthFor, depthForEach, narrowed } from './depth.ts';
import { showLimits } from './show-limits.ts';

const { maxItems, maxDepth, ...limits } = showLimits;

/**
 * Values as text and as JSON. They come from the program, so reading them can do anything: every function here returns
 * a result whatever the value does. As in Node, an object's own `[inspect.custom]` is called, and nothing else of it.
 */
const options: InspectOptions = {
  maxArrayLength: limits.maxArrayLength,
  maxStringLength: limits.maxStringLength,
  breakLength: 80,
};

/** A value as the output panel shows it, at the depth that fits; a string as it is. */
export const showValue = (value: unknown): string =>
  typeof value === 'string' ? value : inspected(value, maxDepth, options);

/** A value for `console.dir`, which quotes strings, has depth 2 and takes options. */
export function showByDir(value: unknown, given: unknown): string {
  const own: InspectOptions = typeof given === 'object' && given !== null ? { ...given } : {};
  const { depth = 2, maxArrayLength = limits.maxArrayLength, maxStringLength = limits.maxStringLength } = own;
  return inspected(value, Math.min(depth ?? Infinity, limits.maxGivenDepth), {
    ...options,
    customInspect: false,
    ...own,
    maxArrayLength: Math.min(maxArrayLength ?? Infinity, limits.maxGivenItems),
    maxStringLength: Math.min(maxStringLength ?? Infinity, limits.maxLength),
  });
}

/** A value in a cell of a table: of others within it only the kinds, and nothing of an object with many properties. */
export function showCell(value: unknown): string {
  const isWide = typeof value === 'object' && value !== null && !Array.isArray(value);
  const depth = isWide && Object.keys(value).length > 2 ? -1 : 0;
  return inspected(value, depth, { ...options, maxArrayLength: 3, breakLength: Infinity });
}

function inspected(value: unknown, from: number, how: InspectOptions): string {
  try {
    const narrow = narrowed(value);
    const shown = narrow ? narrow.shown : value;
    const depth = from < 0 ? from : depthFor(shown, from, how);
    const text = inspect(shown, { ...how, depth });
    return narrow ? `${text} … ${narrow.left} more properties` : text;
  } catch {
    return unshowable;
  }
}

/** The arguments of a console call as one text, with `%s` and the other placeholders filled in. */
export function showArguments(args: unknown[]): string {
  try {
    const shown = args.slice(0, maxItems).map((arg) => (narrowed(arg) ? showValue(arg) : arg));
    const [format] = shown;
    if (typeof format === 'string') shown[0] = formatThatFits(format, shown);
    const text = formatWithOptions({ ...options, depth: depthForEach(shown, options) }, ...shown);
    return args.length > maxItems ? `${text} … ${args.length - maxItems} more values` : text;
  } catch {
    return unshowable;
  }
}

/** Node's depth for `%o`, which also shows what is not enumerable. */
const detailedDepth = 4;

/** The format with `%O` for each `%o`, when the values are too large for `%o`, which ignores the depth that fits. */
function formatThatFits(format: string, shown: unknown[]): string {
  if (!format.includes('%o')) return format;
  const fits = depthForEach(shown, { ...options, showHidden: true }, detailedDepth) === detailedDepth;
  return fits ? format : format.replace(/%[%o]/g, (at) => (at === '%o' ? '%O' : at));
}

const unshowable = '[a value that cannot be shown]';

/**
 * The value's JSON, at most `maxLength` UTF-16 units; null when it has none: a Map, a BigInt, a function, a cycle, NaN.
 * Never calls `toJSON` or a getter.
 */
export function jsonOf(value: unknown, maxLength: number): string | null {
  try {
    const budget = { left: maxLength };
    return write(value, budget, new Set());
  } catch {
    return null;
  }
}

class NoJson extends Error {}

function write(value: unknown, budget: { left: number }, above: Set<object>): string {
  if (typeof value === 'object' && value !== null) return writeObject(value, budget, above);
  const plain =
    value === null || typeof value === 'boolean' || typeof value === 'string' || Number.isFinite(value);
  if (!plain) throw new NoJson();
  if (typeof value === 'string' && value.length > budget.left) throw new NoJson();
  return spend(JSON.stringify(value), budget);
}

function writeObject(value: object, budget: { left: number }, above: Set<object>): string {
  if (above.has(value) || above.size > 100) throw new NoJson();
  const prototype: unknown = Object.getPrototypeOf(value);
  const parts: string[] = [];
  above.add(value);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      parts.push(write(dataOf(value, i), budget, above), spend(',', budget));
    }
    above.delete(value);
    return `[${parts.slice(0, -1).join('')}]`;
  }
  if (prototype !== Object.prototype && prototype !== null) throw new NoJson();
  for (const key of Object.keys(value)) {
    const data = dataOf(value, key);
    if (data === undefined) continue;
    parts.push(spend(`${JSON.stringify(key)}:`, budget), write(data, budget, above), ',');
  }
  above.delete(value);
  return `{${parts.slice(0, -1).join('')}}`;
}

/** A property's value, without calling a getter. */
function dataOf(value: object, key: string | number): unknown {
  const property = Object.getOwnPropertyDescriptor(value, key);
  if (property === undefined || !('value' in property)) throw new NoJson();
  return property.value;
}

function spend(text: string, budget: { left: number }): string {
  budget.left -= text.length;
  if (budget.left < 0) throw new NoJson();
  return text;
}
