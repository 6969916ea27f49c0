import type { OutputEntry } from '../../../shared/run.ts';

type Level = OutputEntry['level'];
type Emit = (level: Level, text: string) => void;
type Name = 'stdout' | 'stderr';

/** What programs use of Node's writable streams. It never fills up, so that no event is ever needed. */
interface Stream {
  write: (chunk: unknown, ...rest: unknown[]) => boolean;
  end: (chunk?: unknown, ...rest: unknown[]) => Stream;
  on: () => Stream;
  once: () => Stream;
  off: () => Stream;
  writable: true;
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
    // A character's bytes may come in several chunks.
    const decoder = new TextDecoder();
    const stream: Stream = {
      write: (chunk, ...rest) => {
        this.#write(
          name,
          typeof chunk === 'string' ? chunk : decoder.decode(bytesOf(chunk), { stream: true }),
        );
        const then = rest.findLast((given) => typeof given === 'function');
        if (then !== undefined) globalThis.queueMicrotask(() => Reflect.apply(then, stream, []));
        return true;
      },
      end: (chunk, ...rest) => {
        if (chunk !== undefined && typeof chunk !== 'function') stream.write(chunk, ...rest);
        return stream;
      },
      on: () => stream,
      once: () => stream,
      off: () => stream,
      writable: true,
    };
    return stream;
  }

  #write(name: Name, chunk: string): void {
    const text = this.#open[name] + chunk;
    const end = text.lastIndexOf('\n');
    this.#open[name] = text.slice(end + 1);
    if (end !== -1) this.#emit(name === 'stdout' ? 'log' : 'error', text.slice(0, end));
    clear(this.#timer);
    if (this.#open[name] !== '') this.#timer = start(() => this.end(), openMs);
  }

  /** Shows unfinished lines. */
  end(): void {
    if (this.#open.stdout !== '') this.line('log', '');
    if (this.#open.stderr !== '') this.line('error', '');
  }
}

/** @throws TypeError for what is no bytes, as Node does */
function bytesOf(chunk: unknown): Uint8Array {
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const received =
    chunk === undefined || chunk === null ? `${chunk}` : `type ${typeof chunk}${detailOf(chunk)}`;
  const message = `The "chunk" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${received}`;
  throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
}

const detailOf = (chunk: unknown): string =>
  typeof chunk === 'number' || typeof chunk === 'boolean' || typeof chunk === 'bigint' ? ` (${chunk})` : '';
