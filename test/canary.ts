import { expect } from 'vitest';
import type * as Y from 'yjs';
import type { Peer } from '../shared/protocol/peer.ts';

type Watched = Peer & { doc: Y.Doc };

/**
 * Two honest peers beside whatever else happens in a room. What the first types must be acked, and seen by
 * the second and by anyone who comes later.
 */
export class Canary {
  readonly #typist: Watched;
  readonly #witness: Watched;
  #song = '';

  constructor(typist: Watched, witness: Watched) {
    this.#typist = typist;
    this.#witness = witness;
  }

  /** @throws when the room no longer serves honest people. */
  async sing(note: string): Promise<void> {
    for (const peer of [this.#typist, this.#witness]) {
      await peer.until(({ synced }) => synced, 10_000, `sync before ${note}`);
    }
    this.#song += `${note} `;
    this.#typist.doc.getText('canary').insert(this.#song.length - note.length - 1, `${note} `);
    await this.#typist.until(({ unsaved }) => !unsaved, 10_000, `the ack of ${note}`);
    await this.heardBy(this.#witness.doc);
  }

  async heardBy(doc: Y.Doc): Promise<void> {
    await expect
      .poll(() => doc.getText('canary').toJSON(), { timeout: 10_000, interval: 2 })
      .toBe(this.#song);
  }

  end(): void {
    for (const peer of [this.#typist, this.#witness]) {
      expect(peer.state.refusal).toBeUndefined();
      peer.destroy();
    }
  }
}
