import type { FileSymbol } from '../editor/file-symbol.ts';
import { matchPaths } from '../ui/match-paths.ts';

/** What a query of quick open asks for. */
type Asked =
  | { kind: 'file'; name: string; line: number | undefined; column: number | undefined }
  | { kind: 'line'; line: number | undefined; column: number | undefined }
  | { kind: 'symbol'; name: string };

/** Reads `name`, `name:12`, `:12`, `:12:5` or `@name`. */
export function parseQuickOpen(query: string): Asked {
  const text = query.trim();
  if (text.startsWith('@')) return { kind: 'symbol', name: text.slice(1).trim() };
  const [, name = '', line, column] = /^(.*?)(?::(\d{0,7})(?::(\d{0,7}))?)?$/s.exec(text) ?? [];
  const at = { line: numberIn(line), column: numberIn(column) };
  return name === '' && line !== undefined ? { kind: 'line', ...at } : { kind: 'file', name, ...at };
}

const numberIn = (digits: string | undefined): number | undefined => Number(digits) || undefined;

/** A place that quick open can go to. */
export type QuickPlace = {
  path: string;
  line?: number | undefined;
  column?: number | undefined;
  group: string;
} & (
  | { kind: 'file'; marks: readonly number[] }
  | { kind: 'line' }
  | { kind: 'symbol'; name: string; what: string; marks: readonly number[] }
);

/** The places that were asked for, the likeliest first. */
export function quickPlaces(
  asked: Asked,
  room: {
    paths: readonly string[];
    recent: readonly string[];
    current: string | undefined;
    symbols: readonly FileSymbol[];
  },
): QuickPlace[] {
  const { current, recent } = room;
  if (asked.kind === 'file') {
    const isAll = asked.name === '';
    return matchPaths(room.paths, asked.name, recent).map(({ path, marks }) => ({
      kind: 'file',
      path,
      marks,
      line: asked.line,
      column: asked.column,
      group: !isAll ? '' : recent.includes(path) ? 'Recently opened' : 'Files',
    }));
  }
  if (current === undefined) return [];
  if (asked.kind === 'line') {
    if (asked.line === undefined) return [];
    return [{ kind: 'line', path: current, line: asked.line, column: asked.column, group: '' }];
  }
  const byName = new Map(room.symbols.map((symbol) => [`${symbol.line}:${symbol.column}`, symbol]));
  const symbols = [...byName.values()];
  // One at a time, because several symbols may have the same name.
  return symbols.flatMap(({ name, kind, line, column }): QuickPlace[] => {
    const [match] = matchPaths([name], asked.name);
    return match
      ? [{ kind: 'symbol', path: current, name, what: kind, marks: match.marks, line, column, group: '' }]
      : [];
  });
}
