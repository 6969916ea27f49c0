import type { OutputEntry } from '../../../shared/run.ts';
import { showArguments, showByDir } from './show.ts';
import { tableOf } from './table.ts';

type Level = OutputEntry['level'];
type Emit = (level: Level, text: string) => void;

/** A console whose every method ends in `emit`. */
export function makeConsole(
  emit: Emit,
  clock: () => number = performance.now.bind(performance),
): Record<string, (...args: unknown[]) => void> {
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
  const since = (label: string, startedAt: number): string => `${label}: ${duration(clock() - startedAt)}`;
  /** Runs on with a timer's start, or says that there is none. */
  const timed = (label: string, method: string, act: (startedAt: number) => void): void => {
    const startedAt = timers.get(label);
    if (startedAt === undefined) write('warn', `Warning: No such label '${label}' for console.${method}()`);
    else act(startedAt);
  };
  const group = (...args: unknown[]): void => {
    if (args.length > 0) write('log', showArguments(args));
    indent = `${indent}  `.slice(0, 40);
  };
  const nothing = (): void => undefined;
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
    dir: (value, options) => write('log', showByDir(value, options)),
    dirxml: at('log'),
    table: (rows, columns) => write('log', tableOf(rows, columns) ?? showArguments([rows])),
    assert: (condition, ...args) => {
      if (condition) return;
      const [first, ...rest] = args;
      const all =
        typeof first === 'string' ? [`Assertion failed: ${first}`, ...rest] : ['Assertion failed', ...args];
      write('error', showArguments(all));
    },
    count: (label = 'default') => {
      const name = String(label);
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      write('log', `${name}: ${count}`);
    },
    countReset: (label = 'default') => {
      const name = String(label);
      if (!counts.delete(name)) write('warn', `Warning: Count for '${name}' does not exist`);
    },
    group,
    groupCollapsed: group,
    groupEnd: () => {
      indent = indent.slice(2);
    },
    time: (label = 'default') => {
      const name = String(label);
      if (timers.has(name)) write('warn', `Warning: Label '${name}' already exists for console.time()`);
      else timers.set(name, clock());
    },
    timeLog: (label = 'default', ...args) => {
      const name = String(label);
      timed(name, 'timeLog', (at) => write('log', showArguments(['%s', since(name, at), ...args])));
    },
    timeEnd: (label = 'default') => {
      const name = String(label);
      timed(name, 'timeEnd', (at) => write('log', since(name, at)));
      timers.delete(name);
    },
    // These only tell a debugger something.
    timeStamp: nothing,
    profile: nothing,
    profileEnd: nothing,
    clear: nothing,
  };
}

/** `0.42ms`, `1.500s`, `1:01.500 (m:ss.mmm)` */
function duration(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 1) return `${Number(ms.toFixed(3))}ms`;
  if (seconds < 60) return `${seconds.toFixed(3)}s`;
  return `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(3).padStart(6, '0')} (m:ss.mmm)`;
}

/** The frames of the program's call of the console. */
const framesHere = (): string[] =>
  (new Error().stack ?? '').split('\n').filter((line) => /^ +at /.test(line));
