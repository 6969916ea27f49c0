import { toolInputs } from '../../shared/tools.ts';
import type { Todo } from '../../shared/todo.ts';
import type { Part, TextPart, ToolPart } from '../coder/messages.ts';

/** A part of a message as it is shown: a stretch of text or reasoning, or the tool calls between two of them. */
export type Group =
  | { kind: 'text'; part: TextPart }
  | { kind: 'reasoning'; text: string }
  | { kind: 'steps'; parts: readonly ToolPart[] }
  | { kind: 'todo'; items: Todo };

export function groupParts(parts: readonly Part[]): Group[] {
  const groups: Group[] = [];
  for (const part of parts) {
    const last = groups.at(-1);
    const items = todoOf(part);
    if (items) {
      // The newest plan stands where the first did.
      const at = groups.findIndex(({ kind }) => kind === 'todo');
      groups[at < 0 ? groups.length : at] = { kind: 'todo', items };
      continue;
    }
    if (part.type === 'tool' && last?.kind === 'steps') {
      groups[groups.length - 1] = { kind: 'steps', parts: [...last.parts, part] };
    } else if (part.type === 'tool') {
      groups.push({ kind: 'steps', parts: [part] });
    } else if (part.text.trim() === '') {
      continue;
    } else if (part.type === 'text') {
      groups.push({ kind: 'text', part });
    } else if (last?.kind === 'reasoning') {
      groups[groups.length - 1] = { kind: 'reasoning', text: `${last.text}\n\n${part.text}` };
    } else {
      groups.push({ kind: 'reasoning', text: part.text });
    }
  }
  return groups;
}

/** The plan that a call shows; a failed one is a step like any other. */
function todoOf(part: Part): Todo | undefined {
  if (part.type !== 'tool' || part.tool !== 'todo' || part.state === 'output-error') return undefined;
  return toolInputs.todo.safeParse(part.input).data?.items;
}
