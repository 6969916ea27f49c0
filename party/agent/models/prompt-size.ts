import type { LanguageModelV4Message } from '@ai-sdk/provider';

/**
 * The lengths of values that have been counted. Each step of a turn sends the messages of the last one again; the SDK makes
 * them anew, but with the same inputs and outputs of tools, which are most of a long conversation.
 */
const counted = new WeakMap<object, number>();

/** Of messages, in UTF-16 units of JSON. */
export const sizeOf = (messages: readonly LanguageModelV4Message[]): number =>
  messages.reduce((sum, { content }) => sum + lengthOf(content), 0);

/** The length of a value's JSON, in UTF-16 units. Counts an object once, so that it must not change afterwards. */
export function lengthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return plainLength(value);
  let length = counted.get(value);
  if (length === undefined) {
    // A message's content: its brackets, and a comma between two parts.
    length = Array.isArray(value)
      ? value.reduce((sum: number, part) => sum + partLength(part), Math.max(2, value.length + 1))
      : plainLength(value);
    counted.set(value, length);
  }
  return length;
}

function partLength(part: unknown): number {
  if (typeof part !== 'object' || part === null) return plainLength(part);
  for (const key of ['input', 'output']) {
    const held: unknown = Reflect.get(part, key);
    if (typeof held === 'object' && held !== null)
      return plainLength({ ...part, [key]: 0 }) - 1 + lengthOf(held);
  }
  return plainLength(part);
}

/** In a list, what JSON has no word for is null. */
const plainLength = (value: unknown): number => (JSON.stringify(value) ?? 'null').length;
