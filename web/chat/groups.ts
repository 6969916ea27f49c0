import type { Part, TextPart, ToolPart } from '../coder/messages.ts';

/** A message as it is drawn: stretches of text, and the tools used between them as one group. */
export type Group = { kind: 'text'; part: TextPart } | { kind: 'steps'; parts: readonly ToolPart[] };

export function groupParts(parts: readonly Part[]): Group[] {
  const groups: Group[] = [];
  for (const part of parts) {
    const last = groups.at(-1);
    if (part.type === 'tool' && last?.kind === 'steps') {
      groups[groups.length - 1] = { kind: 'steps', parts: [...last.parts, part] };
    } else if (part.type === 'tool') {
      groups.push({ kind: 'steps', parts: [part] });
    } else if (part.text.trim() !== '') {
      groups.push({ kind: 'text', part });
    }
  }
  return groups;
}
