import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Lines about what the supervisor itself does. */
export function say(text: string): void {
  console.log(text);
}

/**
 * Copies a part's output line by line under its name; all of it when `verbose`, else what warns or complains until it
 * `isEnding`: of being ended itself nobody need hear.
 */
export function copyLines(
  label: string,
  stream: Readable,
  { verbose, isEnding }: { verbose: boolean; isEnding: () => boolean },
): void {
  const filter = new LineFilter(label);
  createInterface({ input: stream }).on('line', (raw) => {
    const line = plain(raw).trimEnd();
    const kept = filter.keeps(line);
    if (verbose ? line !== '' : kept && !isEnding()) console.log(`${label.padEnd(8)} │ ${line}`);
  });
}

/** Decides line by line whether someone who did not ask for details should see it. */
export class LineFilter {
  readonly #part: string;
  #inside: 'noise' | 'complaint' | undefined;

  constructor(part: string) {
    this.#part = part;
  }

  keeps(line: string): boolean {
    if (line.trim() === '') return false;
    // What is indented belongs to the line before: a stack, the rest of a message.
    const continues = /^\s+\S/.test(line) || /^(Error|TypeError): getaddrinfo/.test(line);
    if (!continues) {
      this.#inside = isNoise(line, this.#part) ? 'noise' : isComplaint(line) ? 'complaint' : undefined;
    }
    return this.#inside === 'complaint';
  }
}

/** Of a program that waits for what never comes; its run says so to the people of its room. */
const hungProgram = /had hung and would never generate a response/;

/** Of a port that speaks the runtime's own protocol and was asked in HTTP, as openToOthers asks each: it hangs up. */
const otherProtocol = /incoming RPC message exceeds size limit/;

/**
 * Harmless: without a network the local runtimes complain that they cannot ask where in the world they are,
 * and PartyKit's older bundler does not know the language version that tsconfig.json names.
 */
function isNoise(line: string, part: string): boolean {
  if (part.endsWith('executor') && hungProgram.test(line)) return true;
  if (otherProtocol.test(line)) return true;
  return /Request\.cf|Unrecognized target environment|workers\.cloudflare\.com|update available|new version of|Node\.js.*deprecat/i.test(
    line,
  );
}

function isComplaint(line: string): boolean {
  return /✘|▲|\b(warn(ing)?|error|exception|uncaught|fatal|failed|refused)\b|Error:/i.test(line);
}

function plain(line: string): string {
  // oxlint-disable-next-line no-control-regex -- escape sequences are what is taken out
  return line.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
}
