import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { SeededRandom } from '../../test/random.ts';

export const letters = Array.from('etaoin shrdlu(){};=\n');

/** A cursor's state as JSON, and the awareness update that shows it. */
export interface Cursor {
  json: string;
  update: Uint8Array;
}

/** Someone who types into a text of their own replica, and moves a cursor with each keystroke. */
export class Typist {
  readonly #doc = new Y.Doc();
  readonly #text = this.#doc.getText('text');
  readonly #awareness = new Awareness(this.#doc);
  readonly #random: SeededRandom;
  readonly #maxLength: number;
  #update: Uint8Array | undefined;

  /** @param maxLength of its own text: beyond that it deletes half of it */
  constructor(clientId: number, random: SeededRandom, maxLength = Infinity) {
    this.#doc.clientID = clientId;
    this.#awareness.clientID = clientId;
    this.#random = random;
    this.#maxLength = maxLength;
    this.#doc.on('update', (update) => {
      this.#update = update;
    });
  }

  get clientId(): number {
    return this.#doc.clientID;
  }

  /** The clock after its last letter: whoever has seen this has seen everything it typed. */
  get clock(): number {
    return Y.getState(this.#doc.store, this.#doc.clientID);
  }

  /** One keystroke: a letter or, one time in ten, the deletion of one. */
  type(): Uint8Array {
    const { length } = this.#text;
    if (length > this.#maxLength) this.#text.delete(0, length >> 1);
    else if (length > 0 && this.#random.int(10) === 0) this.#text.delete(length - 1, 1);
    else this.#text.insert(length, this.#random.pick(letters));
    if (!this.#update) throw new Error('a keystroke made no update');
    return this.#update;
  }

  /** The cursor behind what was typed last. */
  cursor(): Cursor {
    const at = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(this.#text, this.#text.length));
    const state = {
      user: { name: `typist ${this.clientId}`, color: 3 },
      file: 'text',
      selection: { anchor: at, head: at },
    };
    this.#awareness.setLocalState(state);
    const update = encodeAwarenessUpdate(this.#awareness, [this.clientId]);
    return { json: JSON.stringify(state), update };
  }

  destroy(): void {
    this.#awareness.destroy();
    this.#doc.destroy();
  }
}
