import { types } from 'node:util';
import { showLimits } from './show-limits.ts';

const { maxItems, maxStringLength, maxProperties, maxLength, maxDepth } = showLimits;

/**
 * How deep a value can be shown in reasonable time. Formatting runs outside the guard, and truncating its result would
 * not save any time.
 */
export function depthFor(value: unknown, from: number = maxDepth): number {
  let depth = from;
  while (depth > 0 && lengthLeft(value, depth, maxLength) < 0) depth--;
  return depth;
}

/** How deep each of several values can be shown, together with the others. */
export const depthForEach = (values: unknown[]): number => Math.max(0, depthFor(values, maxDepth + 1) - 1);

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

/** What remains of `length` after showing a value at this depth; negative when it does not fit. */
function lengthLeft(value: unknown, depth: number, length: number): number {
  if (typeof value === 'string') return length - Math.min(value.length, maxStringLength) - 4;
  if (typeof value !== 'object' || value === null || depth < 0) return length - 8;
  // A proxy's content cannot be counted without calling the program's code.
  if (types.isProxy(value)) return depth > 1 ? -1 : length - 8;
  const keys = isPlain(value) ? Object.keys(value) : [];
  if (keys.length > maxProperties) return -1;
  let left = length - 4;
  for (const key of keys) left -= key.length + 2;
  for (const item of itemsOf(value, keys)) {
    left = lengthLeft(item, depth - 1, left);
    if (left < 0) return left;
  }
  return left;
}

const isPlain = (value: object): boolean =>
  !types.isProxy(value) && !Array.isArray(value) && !ArrayBuffer.isView(value);

/** The parts of an object that are shown, read without calling the program's code. */
function* itemsOf(value: object, keys: readonly string[]): Generator {
  for (const key of keys) yield Object.getOwnPropertyDescriptor(value, key)?.value;
  if (Array.isArray(value)) {
    const end = Math.min(value.length, maxItems);
    for (let i = 0; i < end; i++) yield Object.getOwnPropertyDescriptor(value, i)?.value;
  } else if (types.isMap(value) || types.isSet(value)) {
    let shown = 0;
    const entries = types.isMap(value)
      ? Map.prototype.entries.call(value)
      : Set.prototype.entries.call(value);
    for (let next = entries.next(); next.done !== true && shown < maxItems; next = entries.next(), shown++) {
      yield* next.value;
    }
  }
}
