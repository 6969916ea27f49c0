import type { ProgramModule } from './modules.ts';
import { toSource } from './positions.ts';

/** One call on the stack, in a file of the room. */
export interface Frame {
  name: string;
  file: string;
  line: number;
  column: number;
}

/** What V8 passes to `Error.prepareStackTrace`. */
interface CallSite {
  getFileName(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  getFunctionName(): string | null;
  getTypeName(): string | null;
  getMethodName(): string | null;
  isAsync(): boolean;
  isConstructor(): boolean;
  isToplevel(): boolean;
}

/**
 * Makes `error.stack` show only frames of the room's files, with positions in those files.
 * @param modules the program's modules by URL
 * @returns a function that gives an error's frames, innermost first; none if the error set its own stack
 */
export function installStacks(modules: ReadonlyMap<string, ProgramModule>): (error: Error) => Frame[] {
  const known = new WeakMap<object, Frame[]>();
  const prepare = (error: Error, sites: CallSite[]): string => {
    const frames: Frame[] = [];
    for (const site of sites) {
      const module = modules.get(site.getFileName() ?? '');
      const line = site.getLineNumber();
      const column = site.getColumnNumber();
      if (module === undefined || line === null || column === null) continue;
      const at = toSource(module.positions, { line, column });
      frames.push({ name: nameOf(site), file: module.file, ...at });
    }
    known.set(error, frames);
    return [headOf(error), ...frames.map((frame) => `    ${frameText(frame)}`)].join('\n');
  };
  Object.defineProperty(Error, 'prepareStackTrace', { value: prepare, writable: true, configurable: true });
  return (error) => {
    // V8 computes the stack on first access.
    void error.stack;
    return known.get(error) ?? [];
  };
}

/** `at add (src/add.ts:3:9)` */
export function frameText({ name, file, line, column }: Frame): string {
  const place = `${file}:${line}:${column}`;
  return name === '' ? `at ${place}` : `at ${name} (${place})`;
}

function nameOf(site: CallSite): string {
  const written = site.getFunctionName() ?? '';
  const bare = written.startsWith('Module.') ? written.slice('Module.'.length) : written;
  const type = site.isToplevel() || site.isConstructor() ? null : site.getTypeName();
  const dotted =
    bare !== '' && type !== null && type !== 'Object' && type !== 'Module' && !bare.startsWith(`${type}.`)
      ? `${type}.${bare}`
      : bare;
  if (dotted === '') return '';
  return `${site.isAsync() ? 'async ' : ''}${site.isConstructor() ? 'new ' : ''}${dotted}`;
}

function headOf(error: Error): string {
  try {
    return String(error);
  } catch {
    // The program's own toString may throw.
    return 'Error';
  }
}
