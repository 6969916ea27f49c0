import type { OutputEntry } from '../../../shared/run.ts';
import { showArguments, showValue } from './show.ts';

type Level = OutputEntry['level'];
type Emit = (level: Level, text: string) => void;

const clock = performance.now.bind(performance);

/** A console whose every method ends in `emit`. */
export function makeConsole(emit: Emit): Record<string, (...args: unknown[]) => void> {
  const counts = new Map<string, number>();
  const timers = new Map<string, number>();
  let indent = '';
  const write = (level: Level, text: string): void => {
    emit(level, indent === '' ? text : indent + text.replaceAll('\n', `\n${indent}`));
  };
  const at =
    (level: Level) =>
    (...args: unknown[]): void =>
      write(level, showArguments(args));
  const since = (label: string): string =>
    `${label}: ${(clock() - (timers.get(label) ?? clock())).toFixed(3)} ms`;
  const group = (...args: unknown[]): void => {
    if (args.length > 0) write('log', showArguments(args));
    indent = `${indent}  `.slice(0, 40);
  };
  const named = (label: unknown): string => (label === undefined ? 'default' : showValue(label));
  return {
    log: at('log'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    debug: at('debug'),
    trace: (...args) => write('debug', `Trace: ${showArguments(args)}`),
    dir: (value) => write('log', showArguments([value])),
    dirxml: at('log'),
    table: (rows) => write('log', tableOf(rows) ?? showArguments([rows])),
    assert: (condition, ...args) => {
      if (!condition) write('error', `Assertion failed${args.length > 0 ? `: ${showArguments(args)}` : ''}`);
    },
    count: (label) => {
      const name = named(label);
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      write('log', `${name}: ${count}`);
    },
    countReset: (label) => void counts.delete(named(label)),
    group,
    groupCollapsed: group,
    groupEnd: () => {
      indent = indent.slice(2);
    },
    time: (label) => void timers.set(named(label), clock()),
    timeLog: (label, ...args) => write('log', [since(named(label)), showArguments(args)].join(' ').trimEnd()),
    timeEnd: (label) => {
      write('log', since(named(label)));
      timers.delete(named(label));
    },
    clear: () => undefined,
  };
}

/** A list of objects (or an object of them) in columns; undefined when the value is no such thing. */
function tableOf(rows: unknown): string | undefined {
  if (typeof rows !== 'object' || rows === null) return undefined;
  const cells = new Map<string, Map<string, string>>();
  const columns = new Set<string>();
  for (const [key, row] of Object.entries(rows).slice(0, 200)) {
    const line = new Map<string, string>();
    const fields = typeof row === 'object' && row !== null ? Object.entries(row) : [['value', row] as const];
    for (const [name, value] of fields.slice(0, 20)) {
      columns.add(name);
      line.set(name, showValue(value, 1).replaceAll('\n', ' ').slice(0, 80));
    }
    cells.set(key, line);
  }
  if (cells.size === 0) return undefined;
  const names = [...columns];
  const lines = [
    ['', ...names],
    ...[...cells].map(([key, line]) => [key, ...names.map((name) => line.get(name) ?? '')]),
  ];
  const widths = ['', ...names].map((_, i) => Math.max(...lines.map((line) => (line[i] ?? '').length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
