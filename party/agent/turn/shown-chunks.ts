import type { UIMessageChunk } from 'ai';
import type { MessageMetadata } from '../../../shared/chat.ts';
import { modelLimits } from '../../../shared/limits.ts';
import { CallProgress } from './call-progress.ts';

type Chunk = UIMessageChunk<MessageMetadata>;

/** Failures are text. */
const unshown: ReadonlySet<Chunk['type']> = new Set(['error', 'abort', 'custom']);

/**
 * Turns the model's chunks into what pages show and the transcript keeps. Left out is what a provider adds for itself,
 * above all encrypted or signed reasoning, which is many times as long as its text: only the turn's own prompts need it,
 * and the SDK keeps it for them. Of a call that is being written, pages get how far it is. Reasoning without text is left out whole, and reasoning that never ends is cut.
 */
export class ShownChunks {
  readonly #progress: CallProgress;
  #reasoningLeft = modelLimits.maxReasoningLength;
  /** Ids of the reasoning that has begun and has no text yet. */
  readonly #empty = new Set<string>();

  constructor(now: () => number = Date.now) {
    this.#progress = new CallProgress(now);
  }

  *of(chunk: Chunk): Generator<Chunk> {
    if (unshown.has(chunk.type)) return;
    if (chunk.type === 'tool-input-delta') {
      yield* this.#progress.of(chunk);
    } else if (chunk.type === 'reasoning-start') {
      this.#empty.add(chunk.id);
    } else if (chunk.type === 'reasoning-delta') {
      yield* this.#reasoning(chunk.id, chunk.delta);
    } else if (chunk.type !== 'reasoning-end' || !this.#empty.delete(chunk.id)) {
      yield plain(chunk);
    }
  }

  *#reasoning(id: string, text: string): Generator<Chunk> {
    if (text === '' || this.#reasoningLeft === 0) return;
    if (this.#empty.delete(id)) yield { type: 'reasoning-start', id };
    const shown = text.slice(0, this.#reasoningLeft);
    this.#reasoningLeft -= shown.length;
    const delta = this.#reasoningLeft > 0 ? shown : `${shown.toWellFormed()}\n\n(The rest is not shown.)`;
    yield { type: 'reasoning-delta', id, delta };
  }
}

/** Without `dynamic`, too: the transcript stores a call of an unknown tool like any other. */
function plain(chunk: Chunk): Chunk {
  const {
    dynamic: _,
    providerMetadata: __,
    ...rest
  } = {
    dynamic: undefined,
    providerMetadata: undefined,
    ...chunk,
  };
  return rest;
}
