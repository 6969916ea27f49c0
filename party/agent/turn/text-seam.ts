import type { UIMessageChunk } from 'ai';
import type { MessageMetadata } from '../../../shared/chat.ts';

type Chunk = UIMessageChunk<MessageMetadata>;

/**
 * Joins the text of answers that follow each other: a text that broke off and goes on in the next answer is one part of the
 * message. So the end of each text is held back until it is known what follows it.
 */
export class TextSeam {
  /** The end of a text, and of its step. */
  #held: Chunk[] = [];
  /** Whether the held text may go on. */
  #isBroken = false;
  /** The id of a text that goes on, and the one under which it had begun. */
  #joined: { id: string; as: string } | undefined;

  *of(chunk: Chunk): Generator<Chunk> {
    const own = this.#named(chunk);
    if (chunk.type === 'message-metadata') {
      // It has no place among the parts.
      yield chunk;
    } else if (this.#isBroken) {
      // What the model thinks before it goes on belongs to no text.
      if (chunk.type.startsWith('reasoning-')) yield chunk;
      else if (chunk.type === 'start-step') this.#held.push(chunk);
      else if (chunk.type === 'text-start') this.#join(chunk.id);
      else yield* this.#with(own);
    } else if (own.type === 'text-end') {
      // Ids are unique within a step only.
      this.#joined = undefined;
      yield* this.end();
      this.#held = [own];
    } else if (own.type === 'finish-step' && this.#held.length > 0) {
      this.#held.push(own);
    } else {
      yield* this.#with(own);
    }
  }

  /** The text at the end so far goes on, if there is one. */
  goOn(): void {
    this.#isBroken = this.#held.length > 0;
  }

  /** What is held back. */
  *end(): Generator<Chunk> {
    yield* this.#held;
    this.#held = [];
    this.#isBroken = false;
  }

  *#with(chunk: Chunk): Generator<Chunk> {
    yield* this.end();
    yield chunk;
  }

  #join(id: string): void {
    const [end] = this.#held;
    if (end?.type === 'text-end') this.#joined = { id, as: end.id };
    this.#held = [];
    this.#isBroken = false;
  }

  /** The chunk of a joined text, under the id with which that text had begun. */
  #named(chunk: Chunk): Chunk {
    if (chunk.type !== 'text-delta' && chunk.type !== 'text-end') return chunk;
    return chunk.id === this.#joined?.id ? { ...chunk, id: this.#joined.as } : chunk;
  }
}
