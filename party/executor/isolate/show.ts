import { formatWithOptions, inspect, type InspectOptions, types } from 'node:util';
import { depthFor, depthForEach, narrowed } from './depth.ts';
import { showLimits } from './show-limits.ts';

const { maxItems, maxStringLength } = showLimits;

/**
 * Values as text and as JSON. They come from the program, so reading them can do anything: every function here returns
 * a result whatever the value does.
 */

// `customInspect: false`: the program's code must not run while its values are shown.
const options: InspectOptions = {
  maxArrayLength: maxItems,
  maxStringLength,
  breakLength: 100,
  showProxy: true,
  customInspect: false,
};

/** A value as the output panel shows it, at the depth that fits; a string as it is. */
export function showValue(value: unknown, maxDepth = Infinity): string {
  try {
    if (typeof value === 'string') return value;
    const narrow = narrowed(value);
    const shown = narrow ? narrow.shown : spelled(value);
    const text = inspect(shown, { ...options, depth: Math.min(maxDepth, depthFor(shown)) });
    return narrow ? `${text} … ${narrow.left} more properties` : text;
  } catch {
    return unshowable;
  }
}

/** The arguments of a console call as one text, with `%s` and the other placeholders filled in. */
export function showArguments(args: unknown[]): string {
  try {
    const shown = args.slice(0, maxItems).map((arg) => (narrowed(arg) ? showValue(arg) : spelled(arg)));
    const [format] = shown;
    // `%o` would use a depth of its own.
    if (typeof format === 'string') shown[0] = format.replace(/%[%o]/g, (at) => (at === '%o' ? '%O' : at));
    const text = formatWithOptions({ ...options, depth: depthForEach(shown) }, ...shown);
    return args.length > maxItems ? `${text} … ${args.length - maxItems} more values` : text;
  } catch {
    return unshowable;
  }
}

const Address = URL;
const addressParts =
  'href origin protocol username password host hostname port pathname search searchParams hash'.split(' ');

/** Named URL, so that `inspect` labels it so. It needs a `path`, or `inspect` shows only its href. */
const ShownAddress = class URL {
  get path(): string {
    return '';
  }
};

/** A URL has no own properties: expands it to its parts, as Node shows them. */
function spelled(value: unknown): unknown {
  if (types.isProxy(value) || !(value instanceof Address)) return value;
  const shown = new ShownAddress();
  for (const name of addressParts) {
    const part: unknown = Reflect.get(value, name);
    Object.defineProperty(shown, name, { value: part, enumerable: true });
  }
  return shown;
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
