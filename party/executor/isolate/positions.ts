/**
 * Maps positions in the running code back to the room's files. Two steps lie between them, both of which keep lines and
 * move columns: types are stripped (recorded in a source map), then calls and specifiers are inserted (recorded as
 * edits). Also runs inside the isolate, where stack traces are made.
 */

/** Replaces `remove` characters at offset `at`. */
export interface Edit {
  at: number;
  remove: number;
  insert: string;
}

export interface Position {
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
}

export interface ModulePositions {
  /** Source map (VLQ) of the first step; absent when the code was plain JavaScript. */
  mappings?: string;
  /** Edits by line: column (from 0, before this line's edits), characters removed, characters inserted. */
  edits: Record<number, [column: number, removed: number, written: number][]>;
}

/** Applies edits. They may not overlap, or contain or remove a line break; edits at one place keep their order. */
export function applyEdits(code: string, edits: Edit[]): { code: string; byLine: ModulePositions['edits'] } {
  const sorted = edits
    .map((edit, order) => ({ ...edit, order }))
    .toSorted((a, b) => a.at - b.at || a.order - b.order);
  const byLine: ModulePositions['edits'] = {};
  let out = '';
  let done = 0;
  let line = 1;
  let lineStart = 0;
  // Searched once per line: a line may be long and have many edits.
  let lineEnd = code.indexOf('\n');
  for (const edit of sorted) {
    while (lineEnd !== -1 && lineEnd < edit.at) {
      line++;
      lineStart = lineEnd + 1;
      lineEnd = code.indexOf('\n', lineStart);
    }
    out += code.slice(done, edit.at) + edit.insert;
    done = edit.at + edit.remove;
    (byLine[line] ??= []).push([edit.at - lineStart, edit.remove, edit.insert.length]);
  }
  return { code: out + code.slice(done), byLine };
}

/** Maps a position in the running code to the room's file. */
export function toSource(module: ModulePositions, running: Position): Position {
  let column = running.column - 1;
  let shift = 0;
  for (const [at, removed, written] of module.edits[running.line] ?? []) {
    if (column < at + shift + written) {
      // Inside an insertion: use the place where it was inserted.
      column = Math.min(column, at + shift);
      break;
    }
    shift += written - removed;
  }
  column = Math.max(0, column - shift);
  if (module.mappings === undefined) return { line: running.line, column: column + 1 };
  return beforeTransform(module.mappings, { line: running.line, column: column + 1 });
}

/** Undoes only the first step. */
export function beforeTransform(mappings: string, at: Position): Position {
  let found: Position | undefined;
  let sourceLine = 0;
  let sourceColumn = 0;
  let line = 1;
  for (const group of mappings.split(';')) {
    let generated = 0;
    for (const segment of group === '' ? [] : group.split(',')) {
      const [toGenerated = 0, , toLine = 0, toColumn = 0] = decodeVlq(segment);
      generated += toGenerated;
      sourceLine += toLine;
      sourceColumn += toColumn;
      if (line === at.line && (generated <= at.column - 1 || found === undefined)) {
        const inside = Math.max(0, at.column - 1 - generated);
        found = { line: sourceLine + 1, column: sourceColumn + inside + 1 };
      }
    }
    if (line === at.line) break;
    line++;
  }
  return found ?? at;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function decodeVlq(segment: string): number[] {
  const values: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of segment) {
    const digit = digits.indexOf(character);
    value |= (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    values.push((value & 1) === 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return values;
}
