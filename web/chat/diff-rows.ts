export interface DiffRow {
  /** `file`: the name of the file whose lines follow. */
  kind: 'added' | 'removed' | 'file';
  line: number | '';
  text: string;
}

/**
 * The rows of a diff. `@@ line @@` starts a hunk, at a line of the text before the change. `above`: how many lines more
 * than before there are above the diff.
 */
export function readDiff(diff: string, above = 0): DiffRow[] {
  const rows: DiffRow[] = [];
  let before = 1;
  let after = 1 + above;
  let shift = above;
  for (const text of diff.split('\n')) {
    const head = /^@@ (\d+) @@$/.exec(text);
    if (head) {
      before = Number(head[1]);
      after = before + shift;
    } else if (text.startsWith('-')) {
      rows.push({ kind: 'removed', line: before++, text: text.slice(1) });
      shift--;
    } else if (text.startsWith('+')) {
      rows.push({ kind: 'added', line: after++, text: text.slice(1) });
      shift++;
    } else {
      shift = 0;
      rows.push({ kind: 'file', line: '', text });
    }
  }
  return rows;
}

/** The size of a diff, such as “812 lines” or “812 lines in 23 files”. */
export function diffSize(rows: readonly DiffRow[]): string {
  const files = rows.filter(({ kind }) => kind === 'file').length;
  const lines = (rows.length - files).toLocaleString('en');
  return files > 1 ? `${lines} lines in ${files} files` : `${lines} lines`;
}
