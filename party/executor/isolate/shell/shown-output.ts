import { decodeBytesToUtf8, unsafeBytesFromLatin1 } from 'just-bash';
import type { OutputEntry, ShellResult } from '../../../../shared/run.ts';
import { Output } from '../output.ts';
import type { Live } from './live.ts';
import { shownLimits } from './shown-limits.ts';

type Stream = 'stdout' | 'stderr';

/** Sends what a command line prints, piece by piece, as the console's entries are sent. */
export class ShownOutput implements Live {
  readonly tty: boolean;
  captures = 0;
  stdoutCaptures = 0;
  scripts = 0;
  readonly #output: Output;
  readonly #startedAt = Date.now();
  /** The beginning of a character whose other bytes are still to come. */
  readonly #held = { stdout: '', stderr: '' };

  constructor(send: (entries: OutputEntry[]) => Promise<void>, tty: boolean) {
    this.tty = tty;
    this.#output = new Output(shownLimits, send);
  }

  write(stream: Stream, text: string, isBytes: boolean): void {
    const found = this.#held[stream] + text;
    const whole = isBytes ? found.replace(halfCharacter, '') : found;
    this.#held[stream] = found.slice(whole.length);
    this.#push(stream, isBytes ? decodeBytesToUtf8(unsafeBytesFromLatin1(whole)) : whole);
  }

  /** Sends what the result has besides; settles once all of it has arrived. */
  async end({ stdout, stderr }: Pick<ShellResult, Stream>): Promise<void> {
    for (const [stream, text] of [
      ['stdout', stdout],
      ['stderr', stderr],
    ] as const)
      this.#push(stream, this.#held[stream] + text);
    await this.#output.flush();
  }

  #push(stream: Stream, text: string): void {
    if (text === '') return;
    const level = stream === 'stdout' ? 'log' : 'error';
    this.#output.push({ level, text, atMs: Date.now() - this.#startedAt });
  }
}

/** At the end of a text whose characters stand for bytes: one of UTF-8's, not whole. */
const halfCharacter = /(?:[\xC2-\xDF]|[\xE0-\xEF][\x80-\xBF]?|[\xF0-\xF4][\x80-\xBF]{0,2})$/;
