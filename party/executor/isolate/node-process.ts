/** The module behind `node:process` in programs, which is loaded when the process has the program's arguments. */
import { define } from './property.ts';

const process: Record<string, unknown> = Object(Reflect.get(globalThis, 'process'));

export const { argv, env, pid, platform, stderr, stdout, version, versions } = process;

/** A method that is imported by its name is called without the process. */
const method =
  (name: string) =>
  (...args: unknown[]): unknown =>
    Reflect.apply(Object(process[name]), process, args);

export const cwd = method('cwd');
export const exit = method('exit');
export const memoryUsage = method('memoryUsage');
export const nextTick = method('nextTick');
export const uptime = method('uptime');
export const hrtime = method('hrtime');
define(hrtime, 'bigint', (): unknown => Reflect.apply(Object(process['hrtime']).bigint, undefined, []));

export default process;
