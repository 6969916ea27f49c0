import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { createFile, fileIdAt, textOf } from '../shared/doc.ts';
import {
  awarenessFrame,
  controlFrame,
  deniedFrame,
  messageType,
  saveAckFrame,
  step1Frame,
  step2Frame,
  updateFrame,
} from '../shared/protocol/frames.ts';
import { agentUser } from '../shared/roles.ts';
import { circularUpdate } from './poison.ts';
import type { SeededRandom } from './random.ts';

type Message = Uint8Array | string;

/** Client ids that a hostile client tries: its own, other people's, and edge cases. */
const ids = (random: SeededRandom): number =>
  random.pick([0, 1, 10, 20, 1_000, 2 ** 31, 2 ** 32 - 1, 2 ** 53 - 1, random.int(2 ** 32)]);

const values: unknown[] = [null, 0, -1, '', 'x', [], {}, { user: agentUser }, { user: null }, true, 1e308];

/** Updates that an honest client could make, with everything Yjs can hold. */
function honestUpdates(): Uint8Array[] {
  return Array.from({ length: 24 }, (_, i) => {
    const doc = new Y.Doc();
    doc.clientID = 100_000 + i;
    const text = doc.getText('t');
    text.insert(0, 'some words, some more 🙂');
    text.delete(3, 4);
    text.format(0, 3, { bold: true });
    text.insertEmbed(2, { image: 'none' });
    doc.getArray('a').insert(0, [1, 'x', new Y.Map(), new Uint8Array([1, 2, 3]), null]);
    doc.getMap('meta').set('title', `by ${i}`);
    doc.getXmlFragment('x').insert(0, [new Y.XmlElement('p'), new Y.XmlText('text')]);
    createFile(doc, `a/f${i}.ts`, 'text in a file');
    textOf(doc, fileIdAt(doc, `a/f${i}.ts`) ?? '')?.insert(4, ' more');
    if (i % 3 === 0) doc.getMap('d').set('sub', new Y.Doc());
    return Y.encodeStateAsUpdate(doc);
  });
}

/**
 * What a hostile client sends: well-formed frames with wrong contents, and good frames with corrupted bytes.
 */
export class HostileFrames {
  readonly #random: SeededRandom;
  readonly #updates = honestUpdates();

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  next(): Message {
    const random = this.#random;
    switch (random.int(10)) {
      case 0:
        return this.#bytes(random.int(40));
      case 1:
        return this.#marker();
      case 2:
        return this.#joined(this.#grammatical(), this.#grammatical());
      case 3:
      case 4:
      case 5:
        return this.#mutated(this.#grammatical());
      case 6:
        return this.#grammatical().slice(0, random.int(30));
      default:
        return this.#grammatical();
    }
  }

  #grammatical(): Uint8Array {
    const random = this.#random;
    switch (random.int(10)) {
      case 0:
        return step1Frame(random.pick([new Uint8Array([0]), this.#stateVector(), this.#bytes(8)]));
      case 1:
        return this.#awareness();
      case 2:
        return saveAckFrame(random.pick([0, 1, 2 ** 32, 2 ** 53 - 1]));
      case 3:
        return this.#control();
      case 4:
        return random.pick([
          deniedFrame('no'),
          new Uint8Array([messageType.queryAwareness]),
          new Uint8Array([0x83, 0x80, 0x80, 0x00]),
        ]);
      default:
        return random.pick([step2Frame, updateFrame])(this.#update());
    }
  }

  #update(): Uint8Array {
    const random = this.#random;
    switch (random.int(6)) {
      case 0:
        return this.#mutated(random.pick(this.#updates));
      case 1:
        return this.#structs();
      case 2:
        return this.#deletions();
      case 3:
        return random.int(10) === 0 ? circularUpdate(ids(random), ids(random)) : this.#bytes(random.int(20));
      default:
        return random.pick(this.#updates);
    }
  }

  /** Structs of every kind with arbitrary references; the counts are wrong now and then. */
  #structs(): Uint8Array {
    const random = this.#random;
    return encoding.encode((encoder) => {
      const clients = random.int(3);
      encoding.writeVarUint(encoder, clients + Number(random.int(20) === 0));
      for (let c = 0; c < clients; c++) {
        const structs = 1 + random.int(3);
        for (const n of [structs, ids(random), random.pick([0, 0, 1, 5, 2 ** 40])])
          encoding.writeVarUint(encoder, n);
        for (let i = 0; i < structs; i++) this.#struct(encoder);
      }
      encoding.writeVarUint(encoder, 0);
    });
  }

  #struct(encoder: encoding.Encoder): void {
    const random = this.#random;
    const [hasOrigin, hasRight] = [random.int(2) === 0, random.int(3) === 0];
    const content = random.int(11);
    encoding.writeUint8(
      encoder,
      content | (hasOrigin ? 0x80 : 0) | (hasRight ? 0x40 : 0) | (random.int(8) === 0 ? 0x20 : 0),
    );
    for (const has of [hasOrigin, hasRight]) {
      if (!has) continue;
      encoding.writeVarUint(encoder, ids(random));
      encoding.writeVarUint(encoder, random.int(4));
    }
    if (!hasOrigin && !hasRight) {
      encoding.writeVarUint(encoder, 1);
      encoding.writeVarString(encoder, random.pick(['t', 'files', 'paths', 'meta', '', '__proto__']));
    }
    if (content === 0 || content === 1 || content === 10) encoding.writeVarUint(encoder, random.int(5));
    else if (content === 7) encoding.writeVarUint(encoder, random.int(9));
    else encoding.writeVarString(encoder, random.pick(['x', '', 'null', '{"a":1}', '🙂']));
  }

  #deletions(): Uint8Array {
    const random = this.#random;
    return encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarUint(encoder, 1);
      for (const n of [ids(random), 1, random.int(5), random.pick([0, 1, 3, 2 ** 31, 2 ** 53 - 1])])
        encoding.writeVarUint(encoder, n);
    });
  }

  #awareness(): Uint8Array {
    const random = this.#random;
    return awarenessFrame(
      encoding.encode((encoder) => {
        const states = random.int(4);
        encoding.writeVarUint(encoder, states + Number(random.int(20) === 0));
        for (let i = 0; i < states; i++) {
          encoding.writeVarUint(encoder, ids(random));
          encoding.writeVarUint(encoder, random.pick([0, 1, 2, 2 ** 31, 2 ** 53 - 1]));
          const json = JSON.stringify(random.pick(values));
          encoding.writeVarString(encoder, random.pick([json, '{', '', json.repeat(random.int(3_000))]));
        }
      }),
    );
  }

  #control(): Uint8Array {
    const random = this.#random;
    const clientId = ids(random);
    return random.pick([
      () => controlFrame({ type: 'claim', clientId, user: agentUser }),
      () => controlFrame({ type: 'token', token: 'x'.repeat(random.int(3_000)) }),
      () =>
        encoding.encode((encoder) => {
          encoding.writeVarUint(encoder, messageType.control);
          encoding.writeVarString(encoder, JSON.stringify(random.pick(values)));
        }),
    ])();
  }

  #marker(): string {
    const random = this.#random;
    const size = random.pick([0, 1, 40, -1, 1.5, 2 ** 24, 2 ** 24 + 1, 2 ** 53, null]);
    const type = random.pick(['start', 'end', 'start', 'other']);
    return random.pick([
      () =>
        `y-pk-batch#${JSON.stringify({ id: random.pick(['a', 'b', 7]), type, size, count: random.int(3) })}`,
      () => `y-pk-batch#{${'['.repeat(random.int(200))}`,
      () => 'hello',
      () => '',
    ])();
  }

  #stateVector(): Uint8Array {
    const random = this.#random;
    return Y.encodeStateVector(new Map([[ids(random), random.pick([0, 1, 2 ** 40])]]));
  }

  #mutated(frame: Uint8Array): Uint8Array {
    const random = this.#random;
    const mutated = frame.slice();
    if (mutated.length === 0) return mutated;
    for (let n = random.int(3) + 1; n > 0; n--) mutated[random.int(mutated.length)] = random.int(256);
    return mutated;
  }

  #joined(one: Uint8Array, two: Uint8Array): Uint8Array {
    const both = new Uint8Array(one.length + two.length);
    both.set(one);
    both.set(two, one.length);
    return both;
  }

  #bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#random.int(256));
  }
}
