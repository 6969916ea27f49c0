import type { HostAnswer, HostCall } from '../../shared/host.ts';
import type { RunHost } from './ask.ts';

/** The calls that an isolate may make; only the executor makes the others. */
const fileCalls = new Set<unknown>(
  'readFile writeFile appendFile unlink stat mkdir readdir rmdir rename'.split(' '),
);

/** Calls marked when a shell command makes them: the room may require approval for commands, or only for edits. */
const changes = new Set<unknown>(['writeFile', 'appendFile', 'unlink', 'rename']);

/** Forwards a raw file call from an isolate. `from` is set by the executor and overrides what the call claims. */
export async function callFiles(host: RunHost, raw: unknown, from: 'program' | 'shell'): Promise<HostAnswer> {
  const op = typeof raw === 'object' && raw !== null ? Reflect.get(raw, 'op') : undefined;
  if (typeof raw !== 'object' || raw === null || !fileCalls.has(op)) {
    return { error: { code: 'EINVAL', message: 'This call cannot be read.' } };
  }
  Reflect.deleteProperty(raw, 'shell');
  if (from === 'shell' && changes.has(op)) Reflect.set(raw, 'shell', true);
  // The rest is not validated here: the host parses it.
  return await host.call(raw as HostCall);
}
