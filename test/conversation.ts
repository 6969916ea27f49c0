/** What stands in a conversation as a model is sent it, in order, whatever the wire calls it. */
export type Entry =
  | { kind: 'instructions' | 'request' | 'answer' | 'thought'; text: string }
  | { kind: 'call'; id: string; name: string; input: unknown }
  | { kind: 'result'; id: string; output: string };

/**
 * What a strict server finds wrong with a conversation: a call without its result right behind it, a result without its
 * call, an id that is used twice, a text without words, or an end that is no turn of the model's.
 */
export function complaintAbout(conversation: readonly Entry[]): string | undefined {
  const ids = new Set<string>();
  const open = new Set<string>();
  let before: Entry['kind'] | undefined;
  for (const entry of conversation) {
    if (entry.kind === 'result') {
      if (!open.delete(entry.id)) return `the result of ${entry.id} has no call before it`;
    } else if (open.size > 0 && (entry.kind === 'request' || before === 'result')) {
      return `${[...open].join(', ')} lack a result right behind the call`;
    } else if (entry.kind === 'call') {
      if (ids.has(entry.id)) return `the id ${entry.id} is used twice`;
      ids.add(entry.id);
      open.add(entry.id);
    } else if (entry.kind !== 'thought' && entry.text.trim() === '') {
      return `a text of kind ${entry.kind} has no words`;
    }
    before = entry.kind;
  }
  if (open.size > 0) return `${[...open].join(', ')} lack a result`;
  return before === 'request' || before === 'result' ? undefined : `it ends with half of an answer`;
}
