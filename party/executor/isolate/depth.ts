import { inspect, type InspectOptions, types } from 'node:util';
import { isPlatformInspect } from './platform-objects.ts';
import { showLimits } from './show-limits.ts';

const { maxItems, maxProperties, maxLength, maxDepth } = showLimits;

/**
 * How deep a value can be shown in reasonable time. Formatting runs outside the guard, and truncating its result would
 * not save any time.
 */
export function depthFor(value: unknown, from: number, how: InspectOptions): number {
  let depth = from;
  while (depth > 0 && lengthLeft(value, depth, maxLength, how) < 0) depth--;
  return depth;
}

/** How deep each of several values can be shown, together with the others. */
export const depthForEach = (values: unknown[], how: InspectOptions, from: number = maxDepth): number =>
  Math.max(0, depthFor(values, from + 1, { ...how, maxArrayLength: maxItems }) - 1);

/** If an object has too many properties: a copy with the first ones, and the number left out. */
export function narrowed(value: unknown): { shown: object; left: number } | undefined {
  if (typeof value !== 'object' || value === null || !isPlain(value)) return undefined;
  const keys = Object.keys(value);
  if (keys.length <= maxProperties) return undefined;
  const shown: object = Object.create(Object.getPrototypeOf(value));
  for (const key of keys.slice(0, maxItems)) {
    Object.defineProperty(shown, key, Object.getOwnPropertyDescriptor(value, key) ?? {});
  }
  return { shown, left: keys.length - maxItems };
}

/** Assumed of what cannot be counted, at depth 1. */
const unknownLength = 2_000;

/** What remains of `length` after showing a value at this depth; negative when it does not fit. */
function lengthLeft(value: unknown, depth: number, length: number, how: InspectOptions): number {
  if (typeof value === 'string') return length - Math.min(value.length, how.maxStringLength ?? 0) - 4;
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  if (!isObject || depth < 0) return length - 8;
  // What a proxy or the program's own `[inspect.custom]` gives cannot be counted without calling the program's code.
  if (types.isProxy(value) || showsItself(value)) {
    if (depth > 1) return -1;
    return depth === 1 ? length - unknownLength : length - 8;
  }
  const hidden = how.showHidden === true;
  const keys = isPlain(value) ? keysOf(value, hidden) : [];
  if (keys.length > maxProperties) return -1;
  let left = length - 4;
  for (const key of keys) left -= key.length + 2;
  for (const item of itemsOf(value, keys, how.maxArrayLength ?? maxItems)) {
    left = lengthLeft(item, depth - 1, left, how);
    if (left < 0) return left;
  }
  return left;
}

const keysOf = (value: object, hidden: boolean): string[] =>
  hidden ? Object.getOwnPropertyNames(value) : Object.keys(value);

const isPlain = (value: object): boolean =>
  !types.isProxy(value) && !Array.isArray(value) && !ArrayBuffer.isView(value);

/** Whether the program says itself how the object is shown. */
function showsItself(value: object): boolean {
  for (let at: unknown = value; typeof at === 'object' && at !== null; at = Object.getPrototypeOf(at)) {
    if (types.isProxy(at)) return true;
    const own = Object.getOwnPropertyDescriptor(at, inspect.custom);
    if (own !== undefined) return !isPlatformInspect(own.value);
  }
  return false;
}

/** The parts of an object that are shown, read without calling the program's code. */
function* itemsOf(value: object, keys: readonly string[], max: number): Generator {
  for (const key of keys) yield Object.getOwnPropertyDescriptor(value, key)?.value;
  if (Array.isArray(value)) {
    const end = Math.min(value.length, max);
    for (let i = 0; i < end; i++) yield Object.getOwnPropertyDescriptor(value, i)?.value;
  } else if (types.isMap(value) || types.isSet(value)) {
    let shown = 0;
    const entries = types.isMap(value)
      ? Map.prototype.entries.call(value)
      : Set.prototype.entries.call(value);
    for (let next = entries.next(); next.done !== true && shown < max; next = entries.next(), shown++) {
      yield* next.value;
    }
  }
}
