import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Prints a line about what the supervisor itself does. */
export function log(text: string): void {
  console.log(text);
}

/**
 * Copies a service's output line by line, prefixed with its name: all of it when `verbose`, else warnings and errors, and
 * none once `isEnding`, since a shutdown causes errors of its own.
 */
export function copyLines(
  label: string,
  stream: Readable,
  { verbose, isEnding }: { verbose: boolean; isEnding: () => boolean },
): void {
  const filter = new LineFilter(label);
  createInterface({ input: stream }).on('line', (raw) => {
    // Wrangler's proxy names the whole address of a request that a dying runtime dropped.
    const line = plain(raw)
      .replaceAll(/\btoken=[^&\s"']+/g, 'token=…')
      .trimEnd();
    const kept = filter.keeps(line);
    if (verbose ? line !== '' : kept && !isEnding()) console.log(`${label.padEnd(8)} │ ${line}`);
  });
}

/** Decides line by line what to show without `--verbose`. */
export class LineFilter {
  readonly #service: string;
  #inside: 'noise' | 'complaint' | undefined;

  constructor(service: string) {
    this.#service = service;
  }

  keeps(line: string): boolean {
    if (line.trim() === '') return false;
    // Indented lines belong to the one before: a stack trace, or the rest of a message.
    const continues = /^\s+\S/.test(line) || /^(Error|TypeError): getaddrinfo/.test(line);
    if (!continues) {
      this.#inside = isNoise(line, this.#service) ? 'noise' : isComplaint(line) ? 'complaint' : undefined;
    }
    return this.#inside === 'complaint';
  }
}

/**
 * Printed for a program that waits forever, which its run reports in the room, and for a runtime that a program brought
 * down, which the watchdog reports in one line.
 */
const causedByPrograms =
  /had hung and would never generate a response|Received signal #|^V8 fatal error|^# ?Fatal (JavaScript )?error|runtime crashed unexpectedly|Error inside ProxyWorker.*Network connection lost/;

/** Printed by a port that speaks the runtime's own protocol when openToOthers probes it with HTTP. */
const otherProtocol = /incoming RPC message exceeds size limit/;

/**
 * Harmless messages: without a network the local runtimes complain that they cannot look up their location, and
 * PartyKit's older bundler does not know the language version in tsconfig.json.
 */
function isNoise(line: string, service: string): boolean {
  if (service.endsWith('executor') && causedByPrograms.test(line)) return true;
  if (otherProtocol.test(line)) return true;
  return /Request\.cf|Unrecognized target environment|workers\.cloudflare\.com|update available|new version of|Node\.js.*deprecat/i.test(
    line,
  );
}

function isComplaint(line: string): boolean {
  return /✘|▲|\b(warn(ing)?|error|exception|uncaught|fatal|failed|refused)\b|Error:/i.test(line);
}

function plain(line: string): string {
  // oxlint-disable-next-line no-control-regex -- removes escape sequences
  return line.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
}
