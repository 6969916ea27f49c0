import type { Part, TextPart, ToolPart } from '../coder/messages.ts';

/** A part of a message as it is shown: a stretch of text or reasoning, or the tool calls between two of them. */
export type Group =
  | { kind: 'text'; part: TextPart }
  | { kind: 'reasoning'; text: string }
  | { kind: 'steps'; parts: readonly ToolPart[] };

export function groupParts(parts: readonly Part[]): Group[] {
  const groups: Group[] = [];
  for (const part of parts) {
    const last = groups.at(-1);
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
