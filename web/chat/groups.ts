import type { Part, TextPart, ToolPart } from '../coder/messages.ts';
import type { Step } from './tool-summary.ts';

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

/** What a turn changed, for its footer. */
export function sumEdits(
  steps: readonly Step[],
): { files: number; added: number; removed: number } | undefined {
  const edits = steps.filter((step) => step.added !== undefined || step.removed !== undefined);
  if (edits.length === 0) return undefined;
  return {
    files: new Set(edits.map(({ target }) => target)).size,
    added: edits.reduce((sum, { added = 0 }) => sum + added, 0),
    removed: edits.reduce((sum, { removed = 0 }) => sum + removed, 0),
  };
}
