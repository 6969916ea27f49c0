import type { HostAnswer, HostCall } from '../../shared/host.ts';
import type { RunHost } from './ask.ts';

/** Calls that are about files; the others are the host's own to make. */
const fileCalls = new Set<unknown>(
  'readFile writeFile appendFile unlink stat mkdir readdir rmdir rename'.split(' '),
);

/** Of these the room is told whether a command makes them: it may be asked about commands, or about edits alone. */
const changes = new Set<unknown>(['writeFile', 'appendFile', 'unlink', 'rename']);

/** A call about files as an isolate words it. Which kind of isolate asks is the host's word, whatever the call says. */
export async function callFiles(host: RunHost, raw: unknown, from: 'program' | 'shell'): Promise<HostAnswer> {
  const op = typeof raw === 'object' && raw !== null ? Reflect.get(raw, 'op') : undefined;
  if (typeof raw !== 'object' || raw === null || !fileCalls.has(op)) {
    return { error: { code: 'EINVAL', message: 'This call cannot be read.' } };
  }
  Reflect.deleteProperty(raw, 'shell');
  if (from === 'shell' && changes.has(op)) Reflect.set(raw, 'shell', true);
  // Nothing else of it is looked at here: the host parses it.
  return await host.call(raw as HostCall);
}
