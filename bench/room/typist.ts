import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { SeededRandom } from '../../test/random.ts';

export const letters = Array.from('etaoin shrdlu(){};=\n');

/** Someone who types into a text of their own replica, and moves a cursor with each keystroke. */
export class Typist {
  readonly #doc = new Y.Doc();
  readonly #text = this.#doc.getText('text');
  readonly #awareness = new Awareness(this.#doc);
  readonly #random: SeededRandom;
  #update: Uint8Array | undefined;

  constructor(clientId: number, random: SeededRandom) {
    this.#doc.clientID = clientId;
    this.#awareness.clientID = clientId;
    this.#random = random;
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
    if (length > 0 && this.#random.int(10) === 0) this.#text.delete(length - 1, 1);
    else this.#text.insert(length, this.#random.pick(letters));
    if (!this.#update) throw new Error('a keystroke made no update');
    return this.#update;
  }

  /** The cursor behind what was typed last, as an awareness update. */
  cursor(): Uint8Array {
    const at = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(this.#text, this.#text.length));
    this.#awareness.setLocalState({
      user: { name: `typist ${this.clientId}`, color: 3 },
      file: 'text',
      selection: { anchor: at, head: at },
    });
    return encodeAwarenessUpdate(this.#awareness, [this.clientId]);
  }

  destroy(): void {
    this.#awareness.destroy();
    this.#doc.destroy();
  }
}
