import type { OutputEntry } from '../../../shared/run.ts';
import { showArguments, showValue } from './show.ts';
import { tableOf } from './table.ts';

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
    trace: (...args) => {
      const head = args.length > 0 ? `Trace: ${showArguments(args)}` : 'Trace';
      write('error', [head, ...framesHere()].join('\n'));
    },
    dir: (value, options) => write('log', shownByDir(value, options)),
    dirxml: at('log'),
    table: (rows, columns) => write('log', tableOf(rows, columns) ?? showArguments([rows])),
    assert: (condition, ...args) => {
      if (condition) return;
      const [first, ...rest] = args;
      const all =
        typeof first === 'string' ? [`Assertion failed: ${first}`, ...rest] : ['Assertion failed', ...args];
      write('error', showArguments(all));
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

/** The frames of the program's call of the console. */
const framesHere = (): string[] =>
  (new Error().stack ?? '').split('\n').filter((line) => /^ +at /.test(line));

/** Unlike `log`, `dir` quotes strings and takes a depth. */
function shownByDir(value: unknown, options: unknown): string {
  const depth = typeof options === 'object' && options !== null && 'depth' in options ? options.depth : 2;
  const maxDepth = typeof depth === 'number' ? depth : Infinity;
  return typeof value === 'string' ? showValue([value]).slice(2, -2) : showValue(value, maxDepth);
}
