import { terminalLimits } from '../../../shared/limits.ts';
import type { OutputEntry } from '../../../shared/run.ts';
import type { TerminalLine } from '../../../shared/terminal.ts';
import { type TerminalChunk, withChunks } from '../../../shared/terminal-output.ts';

type Printed = Pick<TerminalLine, 'stdout' | 'stderr' | 'order'>;

/** What one command has printed so far: the beginning of each stream, as much as is kept. */
export class CommandOutput {
  #printed: Printed = { stdout: '', stderr: '' };
  /** How many UTF-16 units more there were. */
  readonly #left = { stdout: 0, stderr: 0 };

  get printed(): Printed {
    return this.#printed;
  }

  /** In UTF-16 units. */
  get length(): number {
    return this.#printed.stdout.length + this.#printed.stderr.length;
  }

  /** @returns what of it is kept */
  add(chunks: readonly TerminalChunk[]): TerminalChunk[] {
    const kept: TerminalChunk[] = [];
    const room = {
      stdout: terminalLimits.keptOutput - this.#printed.stdout.length,
      stderr: terminalLimits.keptOutput - this.#printed.stderr.length,
    };
    for (const { stream, text } of chunks) {
      const part = text.slice(0, room[stream]);
      room[stream] -= part.length;
      this.#left[stream] += text.length - part.length;
      const last = kept.at(-1);
      if (last?.stream === stream) last.text += part;
      else if (part !== '') kept.push({ stream, text: part });
    }
    this.#printed = withChunks(this.#printed, kept);
    return kept;
  }

  /** All that is kept, and how much is not. */
  whole(): Printed {
    const notes = (['stdout', 'stderr'] as const).flatMap((stream): TerminalChunk[] =>
      this.#left[stream] === 0
        ? []
        : [{ stream, text: `\n… ${this.#left[stream]} characters more were not kept.\n` }],
    );
    return withChunks(this.#printed, notes);
  }
}

/** What a shell printed, as the executor sends it. */
export const chunksFrom = (entries: readonly OutputEntry[]): TerminalChunk[] =>
  entries.map(({ level, text }) => ({ stream: level === 'log' ? 'stdout' : 'stderr', text }));
