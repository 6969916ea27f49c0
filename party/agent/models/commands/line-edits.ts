/** One place of a text to change, in UTF-16 units. */
export interface Change {
  start: number;
  end: number;
  insert: string;
}

interface Block {
  /** First and last line, counted from 0. */
  from: number;
  to: number;
  changes: Change[];
}

/**
 * Turns changes into edits for `editFile`: each with enough whole lines around it to occur once in the text,
 * so that what people write elsewhere meanwhile stays. `changes` are in order and do not overlap; the text is
 * not empty.
 */
export function lineEdits(text: string, changes: readonly Change[]): { search: string; replace: string }[] {
  const starts = lineStarts(text);
  const blocks: Block[] = [];
  for (const change of changes) {
    const block = grownUntilUnique(text, starts, {
      from: lineAt(starts, change.start),
      to: lineAt(starts, change.end),
      changes: [change],
    });
    // A grown block may overlap those before it.
    for (let last = blocks.at(-1); last && last.to >= block.from; last = blocks.at(-1)) {
      block.from = Math.min(block.from, last.from);
      block.to = Math.max(block.to, last.to);
      block.changes = [...last.changes, ...block.changes];
      blocks.pop();
    }
    blocks.push(block);
  }
  return blocks.map((block) => {
    const [start, end] = boundsOf(text, starts, block);
    let replace = '';
    let at = start;
    for (const change of block.changes) {
      replace += text.slice(at, change.start) + change.insert;
      at = change.end;
    }
    return { search: text.slice(start, end), replace: replace + text.slice(at, end) };
  });
}

/** Replaces every occurrence of a text in another, without overlaps. */
export function changesTo(text: string, search: string, insert: string, wholeWord = false): Change[] {
  const changes: Change[] = [];
  for (let at = text.indexOf(search); at >= 0; at = text.indexOf(search, at)) {
    const end = at + search.length;
    const inWord = isWord(text.slice(0, at).at(-1)) || isWord(text[end]);
    if (!wholeWord || !inWord) changes.push({ start: at, end, insert });
    at = end;
  }
  return changes;
}

const isWord = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}_$]/u.test(character);

/** From the start of line `from` to the start of the line after `to`, counted from 1. */
export function linesOf(text: string, from: number, to: number): { start: number; end: number } {
  const starts = lineStarts(text);
  return { start: starts[from - 1] ?? text.length, end: starts[to] ?? text.length };
}

function lineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

const lineAt = (starts: readonly number[], index: number): number =>
  Math.max(
    0,
    starts.findLastIndex((start) => start <= index),
  );

const boundsOf = (text: string, starts: readonly number[], { from, to }: Block): [number, number] => [
  starts[from] ?? 0,
  (starts[to + 1] ?? text.length + 1) - 1,
];

/** Grows a block by lines below and above until its text occurs once. */
function grownUntilUnique(text: string, starts: readonly number[], block: Block): Block {
  const grown = { ...block };
  for (let below = true; ; below = !below) {
    const [start, end] = boundsOf(text, starts, grown);
    const search = text.slice(start, end);
    if (search !== '' && text.indexOf(search) === text.lastIndexOf(search)) return grown;
    if (below && grown.to < starts.length - 1) grown.to++;
    else if (grown.from > 0) grown.from--;
    else if (grown.to < starts.length - 1) grown.to++;
    else return grown;
  }
}
