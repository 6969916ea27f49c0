import type { UIMessageChunk } from 'ai';
import type { MessageMetadata } from '../../../shared/chat.ts';

type Chunk = UIMessageChunk<MessageMetadata>;

const settled: ReadonlySet<Chunk['type']> = new Set([
  'tool-output-available',
  'tool-output-error',
  'tool-output-denied',
  'tool-input-error',
]);

/** Tracks the parts of the message that have begun but not ended. */
export class OpenParts {
  readonly #calls = new Map<string, { toolName: string; input?: unknown }>();
  readonly #texts = new Set<string>();
  readonly #reasonings = new Set<string>();
  readonly #onAnswered: (callId: string) => void;
  #step = false;
  /** Whether there was any text or tool call. */
  any = false;

  /** @param onAnswered called with the id of each call that gets its answer */
  constructor(onAnswered: (callId: string) => void = () => undefined) {
    this.#onAnswered = onAnswered;
  }

  /** Passes chunks on. @returns what `chunks` returns */
  async *seen<T>(chunks: AsyncGenerator<Chunk, T> | Generator<Chunk, T>): AsyncGenerator<Chunk, T> {
    for (;;) {
      const { done, value } = await chunks.next();
      if (done) return value;
      this.#see(value);
      yield value;
    }
  }

  #see(chunk: Chunk): void {
    const { type } = chunk;
    // Servers put empty lines behind reasoning.
    if ((type === 'text-delta' && chunk.delta.trim() !== '') || type.startsWith('tool-')) this.any = true;
    if (type === 'start-step') this.#step = true;
    else if (type === 'finish-step') this.#step = false;
    else if (type === 'text-start') this.#texts.add(chunk.id);
    else if (type === 'text-end') this.#texts.delete(chunk.id);
    else if (type === 'reasoning-start') this.#reasonings.add(chunk.id);
    else if (type === 'reasoning-end') this.#reasonings.delete(chunk.id);
    else if (type === 'tool-input-start') this.#calls.set(chunk.toolCallId, { toolName: chunk.toolName });
    else if (type === 'tool-input-available') {
      this.#calls.set(chunk.toolCallId, { toolName: chunk.toolName, input: chunk.input });
    } else if (settled.has(type) && 'toolCallId' in chunk) {
      this.#calls.delete(chunk.toolCallId);
      this.#onAnswered(chunk.toolCallId);
    }
  }

  *close(): Generator<Chunk> {
    for (const id of this.#texts) yield { type: 'text-end', id };
    for (const id of this.#reasonings) yield { type: 'reasoning-end', id };
    for (const [toolCallId, { toolName, input }] of this.#calls) {
      const errorText = 'The turn ended before this was done.';
      if (input === undefined) yield { type: 'tool-input-error', toolCallId, toolName, input: {}, errorText };
      else yield { type: 'tool-output-error', toolCallId, errorText };
    }
    if (this.#step) yield { type: 'finish-step' };
  }
}
