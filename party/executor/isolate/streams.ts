import type { OutputEntry } from '../../../shared/run.ts';
import { showValue } from './show.ts';

type Level = OutputEntry['level'];
type Emit = (level: Level, text: string) => void;
type Name = 'stdout' | 'stderr';

interface Stream {
  write: (text: unknown) => boolean;
  isTTY: boolean;
}

/** How long a line may stay unfinished; then it is shown, and the next text starts a new line. */
const openMs = 1_000;

// The program may replace the globals, so these are taken before it loads.
const { setTimeout: start, clearTimeout: clear } = globalThis;

/**
 * A program's stdout and stderr. Its console writes to them too: an unfinished line from `write` becomes the start of
 * the next line, whoever writes it.
 */
export class Streams {
  readonly #emit: Emit;
  readonly #open: Record<Name, string> = { stdout: '', stderr: '' };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  /** Writes a whole line, from the console. */
  readonly line: Emit = (level, text) => {
    const name = level === 'warn' || level === 'error' ? 'stderr' : 'stdout';
    const begun = this.#open[name];
    this.#open[name] = '';
    this.#emit(level, begun + text);
  };

  of(name: Name): Stream {
    return {
      isTTY: false,
      write: (given) => {
        const text = this.#open[name] + showValue(given);
        const end = text.lastIndexOf('\n');
        this.#open[name] = text.slice(end + 1);
        if (end !== -1) this.#emit(name === 'stdout' ? 'log' : 'error', text.slice(0, end));
        clear(this.#timer);
        if (this.#open[name] !== '') this.#timer = start(() => this.end(), openMs);
        return true;
      },
    };
  }

  /** Shows unfinished lines. */
  end(): void {
    if (this.#open.stdout !== '') this.line('log', '');
    if (this.#open.stderr !== '') this.line('error', '');
  }
}
