import type { EditedLine } from './completion.ts';

/** readline's edits of the line at a prompt. */
export const lineEdits = {
  start: ({ text }: EditedLine): EditedLine => ({ text, caret: 0 }),
  end: ({ text }: EditedLine): EditedLine => ({ text, caret: text.length }),
  cutBefore: ({ text, caret }: EditedLine): EditedLine => ({ text: text.slice(caret), caret: 0 }),
  cutAfter: ({ text, caret }: EditedLine): EditedLine => ({ text: text.slice(0, caret), caret }),
} as const;

/**
 * Joins several lines of shell commands into the one line that a prompt holds; a one-line field would put spaces between
 * them. A line that ends in a backslash continues in the next one.
 */
export function oneLine(text: string): string {
  const lines = text.split(/\r\n?|\n/).flatMap((line) => line.trim() || []);
  return lines.reduce((all, line) => {
    if (all === '') return line;
    if (all.endsWith('\\')) return `${all.slice(0, -1)}${line}`;
    return `${all}${/(?:^|\s)(?:do|then|else|elif|in)$|[;&|({]$/.test(all) ? ' ' : '; '}${line}`;
  }, '');
}

/** How far back someone is in their command history, and the line they were writing before. */
export interface Recall {
  /** 0 is the line being written. */
  back: number;
  draft: string;
}

export const noRecall: Recall = { back: 0, draft: '' };

/**
 * Moves through one's command history.
 * @param commands oldest first
 * @param typed the line at the prompt now
 * @param by 1 for an older command, -1 for a newer one
 */
export function recall(
  { back, draft }: Recall,
  commands: readonly string[],
  typed: string,
  by: 1 | -1,
): { recall: Recall; text: string } {
  const different = commands.filter((command, at) => command !== commands[at - 1]);
  const next = Math.max(0, Math.min(different.length, back + by));
  const kept = back === 0 ? typed : draft;
  return { recall: { back: next, draft: kept }, text: next === 0 ? kept : (different.at(-next) ?? '') };
}
