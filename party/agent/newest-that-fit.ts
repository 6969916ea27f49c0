import type { UIMessage } from 'ai';

/** Said to the model, which would take a part of the conversation for all of it. */
const leftOut =
  '(The conversation began earlier; what was said before this message is too long to be told here. Ask, or read the files, where it matters.)';

/**
 * The newest part of a transcript that fits, beginning with a person; where something was left out, it says so. The last
 * message is told whatever its length.
 * @param max in UTF-16 units of JSON.
 */
export function newestThatFit(told: readonly UIMessage[], max: number): UIMessage[] {
  let left = max;
  let from = told.length;
  for (let at = told.length - 1; at >= 0; at--) {
    left -= JSON.stringify(told[at]).length;
    if (left < 0 && from < told.length) break;
    if (told[at]?.role === 'user') from = at;
  }
  const [first, ...rest] = told.slice(from);
  if (first === undefined || from === 0) return [...told];
  return [{ ...first, parts: [{ type: 'text', text: leftOut }, ...first.parts] }, ...rest];
}
