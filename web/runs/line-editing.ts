import type { Written } from './completion.ts';

/** What keys do with a line at a prompt, as readline does. */
export const lineEdits = {
  start: ({ text }: Written): Written => ({ text, caret: 0 }),
  end: ({ text }: Written): Written => ({ text, caret: text.length }),
  cutBefore: ({ text, caret }: Written): Written => ({ text: text.slice(caret), caret: 0 }),
  cutAfter: ({ text, caret }: Written): Written => ({ text: text.slice(0, caret), caret }),
} as const;

/**
 * Several lines as the one that a prompt holds, for bash the same where they are commands: a field of one line would put
 * blanks between them. A line that goes on in the next one is joined to it.
 */
export function oneLine(text: string): string {
  const lines = text.split(/\r\n?|\n/).flatMap((line) => line.trim() || []);
  return lines.reduce((all, line) => {
    if (all === '') return line;
    if (all.endsWith('\\')) return `${all.slice(0, -1)}${line}`;
    return `${all}${/(?:^|\s)(?:do|then|else|elif|in)$|[;&|({]$/.test(all) ? ' ' : '; '}${line}`;
  }, '');
}

/** How far back someone is in their own commands, and what they were writing when they went there. */
export interface Recall {
  /** 0 is the line that is being written. */
  back: number;
  draft: string;
}

export const notBack: Recall = { back: 0, draft: '' };

/**
 * Goes through one's own commands, the newest last.
 * @param typed What stands at the prompt now.
 * @param by 1 goes to an older one, -1 to a newer one.
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
