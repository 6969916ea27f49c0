import * as encoding from 'lib0/encoding';
import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { agentUser } from '../../../shared/roles.ts';
import { closeCode } from '../../../shared/protocol/close.ts';
import {
  awarenessFrame,
  controlFrame,
  step1Frame,
  step2Frame,
  updateFrame,
} from '../../../shared/protocol/frames.ts';
import { settle } from '../../../test/clock.ts';
import { count, report } from '../../../test/counts.ts';
import { DirectClient } from '../../../test/direct-client.ts';
import { seededRandom } from '../../../test/random.ts';
import { TestRoom, userNamed } from '../../../test/test-room.ts';
import { firstSeed } from '../../../test/seed.ts';
import { seeds } from '../seed.ts';

/** Client ids with an owner: someone here, someone who has left, an agent's turn, the seed. */
const here = 10;
const gone = 20;
const agents = 30;
const owned = [here, gone, agents, seeds.typescript.clientId];
/** The state vector of an empty document. */
const nothing = new Uint8Array([0]);

const presence = (id: number, clock: number, state: unknown): Uint8Array =>
  awarenessFrame(
    encoding.encode((encoder) => {
      for (const n of [1, id, clock]) encoding.writeVarUint(encoder, n);
      encoding.writeVarString(encoder, JSON.stringify(state));
    }),
  );

function written(clientId: number, words: string): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  doc.getText('t').insert(0, words);
  return Y.encodeStateAsUpdate(doc);
}

/** Text and presence as one client has received them. */
class Witness {
  readonly doc = new Y.Doc();
  readonly awareness = new Awareness(new Y.Doc());
  readonly #client: DirectClient;

  constructor(client: DirectClient) {
    this.#client = client;
    client.tell(step1Frame(Y.encodeStateVector(this.doc)));
  }

  look(): void {
    for (const message of this.#client.takeHeard()) {
      if (message.type === 'step2' || message.type === 'update') Y.applyUpdate(this.doc, message.update);
      else if (message.type === 'awareness') applyAwarenessUpdate(this.awareness, message.update, 'room');
    }
  }

  /** The user that each client id shows. */
  get shown(): Map<number, unknown> {
    const states = [...this.awareness.getStates()].map(([id, state]) => [id, state['user']] as const);
    return new Map(states.filter(([id]) => id !== this.awareness.clientID));
  }
}

describe('identity', () => {
  it('R13 R18 R19 R10 believes none of very many forged ids, users and departures', async () => {
    const room = new TestRoom();
    const random = seededRandom(firstSeed + 7);
    const coder = await DirectClient.open(room, await room.serviceToken());
    coder.tell(controlFrame({ type: 'claim', clientId: agents, user: agentUser, turn: 't1' }));
    coder.tell(updateFrame(written(agents, 'by the agent ')));
    const bob = await DirectClient.open(room, await room.token('bob'));
    bob.tell(updateFrame(written(gone, 'by bob ')));
    bob.leave();
    const ada = await DirectClient.open(room, await room.token('ada'));
    ada.tell(updateFrame(written(here, 'by ada ')), presence(here, 1, { file: 'f' }));
    await settle();
    const witness = new Witness(await DirectClient.open(room, await room.token('zoe', 'viewer')));
    await settle();
    witness.look();
    const before = Y.encodeStateAsUpdate(witness.doc);
    const authorsNow = (): Map<number, unknown> => new Map(room.core.document.authors.entries());
    const authors = authorsNow();
    expect(authors.get(here)).toEqual(userNamed('ada'));

    const [token, adas] = [await room.token('eve'), await room.token('ada')];
    const otherRooms = await room.token('eve', 'owner', 'some other room');
    const whole = (id: number): Uint8Array => {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, before);
      doc.clientID = id;
      doc.getText('t').insert(random.int(doc.getText('t').length), 'forged ');
      return Y.encodeStateAsUpdate(doc, random.pick([nothing, Y.encodeStateVectorFromUpdate(before)]));
    };
    const users = [userNamed('ada'), agentUser, { ...userNamed('eve'), name: 'Ada' }, null];
    /** Each forgery with the close codes that may answer it; undefined means that it is silently dropped. */
    const forgeries: [() => Uint8Array[], (number | undefined)[]][] = [
      [
        () => [random.pick([updateFrame, step2Frame])(whole(random.pick(owned)))],
        [closeCode.foreignClientId],
      ],
      [
        () => [updateFrame(written(random.pick([here, gone, agents]), 'longer than what was there'))],
        [closeCode.foreignClientId],
      ],
      [() => [presence(here, 2 + random.int(9), { user: random.pick(users) })], [undefined]],
      [() => [presence(here, random.int(9), null)], [undefined]],
      [() => [presence(gone, random.int(9), { user: userNamed('bob') })], [undefined]],
      [() => [presence(40 + random.int(9), 1, { user: random.pick(users) })], [undefined]],
      [
        () => [controlFrame({ type: 'claim', clientId: random.pick([...owned, 77]), user: agentUser })],
        [closeCode.role],
      ],
      [
        () => [controlFrame({ type: 'token', token: random.pick([adas, otherRooms, `${token}x`, '']) })],
        [closeCode.role, closeCode.tokenEnded],
      ],
    ];
    const total = count('forgeries');
    for (let n = 0; n < total; n++) {
      const [forge, answers] = random.pick(forgeries);
      const eve = await DirectClient.open(room, token);
      eve.tell(...forge());
      // Tokens are verified outside of the event loop.
      if (answers.includes(closeCode.tokenEnded)) while (eve.closed === undefined) await settle();
      expect(answers, `forgery ${n}`).toContain(eve.closed);
      if (n % 100 === 0) {
        await room.clock.advance(100);
        ada.tell(presence(here, 1, { file: 'f' }), step2Frame(new Uint8Array([0, 0])));
        witness.look();
        expect(witness.shown.get(here)).toEqual(userNamed('ada'));
        for (const [id, user] of witness.shown) {
          if (id !== here) expect(user).toEqual(userNamed('eve'));
        }
      }
      eve.leave();
    }
    await settle();
    witness.look();
    expect(Y.encodeStateAsUpdate(witness.doc)).toEqual(before);
    expect(authorsNow()).toEqual(authors);
    expect(witness.shown).toEqual(new Map([[here, userNamed('ada')]]));
    witness.awareness.destroy();
    report(`${total} forged ids, users, departures, claims and tokens: none believed`);
  });
});
