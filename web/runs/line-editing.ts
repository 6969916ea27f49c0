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
