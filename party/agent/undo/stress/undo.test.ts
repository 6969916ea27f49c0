import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { createFile, textOf } from '../../../../shared/doc.ts';
import { count, report } from '../../../../test/counts.ts';
import { coderTables } from '../../../../test/node-sql.ts';
import { type SeededRandom, seededRandom } from '../../../../test/random.ts';
import { firstSeed } from '../../../../test/seed.ts';
import { VersionLog } from '../../replica/version-log.ts';
import { applyPlan } from '../apply-undo.ts';
import { TurnLedger } from '../turn-ledger.ts';
import { planToggle } from '../plan-undo.ts';
import { recordTurn } from '../record-turn.ts';
import { itemsOf } from '../../../../shared/yjs-internals.ts';

const firstCharacter = 0x4e00;

/** What the test knows of a character: who wrote it, and who has deleted it. No character occurs twice. */
interface Known {
  writer: string;
  deletedByPerson: boolean;
  deletedBy: Set<string>;
}

/**
 * A person's update, with what they saw when they made it: the ids of what they deleted and of the neighbours
 * of what they typed.
 */
interface Message {
  update: Uint8Array;
  deleted: [character: string, id: string | undefined][];
  typed: { pairs: (readonly [string, string])[]; seen: [character: string, id: string | undefined][] };
}

/**
 * The coder and two people in one file. No character is written twice, so that each can be told from all
 * others.
 */
class Harness {
  readonly random: SeededRandom;
  readonly sql = coderTables();
  versions = new VersionLog(this.sql);
  ledger = new TurnLedger(this.sql);
  coder = new Y.Doc({ gc: false });
  readonly people = [new Y.Doc(), new Y.Doc()];
  readonly file: string;
  readonly known = new Map<string, Known>();
  /** Pairs of characters of which the first was seen before the second. */
  readonly order = new Set<readonly [string, string]>();
  /** Deleted by a person while an undo was hiding them: either may win. */
  readonly contested = new Set<string>();
  readonly #inboxes: Message[][] = [[], []];
  readonly #outboxes: Uint8Array[][] = [[], []];
  #turn: string | undefined;
  #nextClient: number;
  #nextCharacter = firstCharacter;

  constructor(seed: number) {
    this.random = seededRandom(seed);
    this.#nextClient = 100 + this.random.int(1_000_000);
    this.#listen();
    this.coder.clientID = 1;
    this.file = createFile(this.coder, 'a.ts', this.#characters('seed', 20), 'seed');
    for (const [i, person] of this.people.entries()) {
      person.clientID = this.#client();
      person.on(
        'update',
        (update, origin) =>
          origin === 'net' || this.#inboxes[i]!.push({ update, deleted: [], typed: { pairs: [], seen: [] } }),
      );
    }
    this.deliver(true);
  }

  textOf(doc: Y.Doc): Y.Text {
    return textOf(doc, this.file)!;
  }

  person(): void {
    const i = this.random.int(2);
    const text = this.textOf(this.people[i]!);
    if (this.random.next() < 0.6) {
      const typed = this.#insert(text, 'person');
      this.#inboxes[i]!.at(-1)!.typed = typed;
      return;
    }
    const deleted = this.#delete(text, (known) => (known.deletedByPerson = true));
    const message = this.#inboxes[i]!.at(-1);
    if (message) message.deleted = deleted;
  }

  /** A turn of several edits with people in between. */
  turn(id: string): void {
    const client = this.#client();
    for (let edits = 1 + this.random.int(4); edits > 0; edits--) {
      this.#turn = id;
      this.coder.clientID = client;
      this.coder.transact(() => {
        const text = this.textOf(this.coder);
        if (this.random.next() < 0.5) this.#delete(text, (known) => known.deletedBy.add(id));
        if (this.random.next() < 0.7) this.#insert(text, id);
      });
      this.#turn = undefined;
      if (this.random.next() < 0.5) this.person();
      if (this.random.next() < 0.5) this.deliver();
    }
  }

  toggle(): void {
    const turns = [...this.ledger.turns.values()];
    if (turns.length === 0) return;
    const turn = this.random.pick(turns);
    const plan = planToggle(this.coder, this.ledger, turn);
    const client = this.#client();
    this.coder.clientID = client;
    const parts = { ledger: this.ledger, turn, writerOf: () => client };
    this.coder.transact((transaction) => applyPlan(transaction, plan, parts));
  }

  /** The coder is evicted: all that is left is what its tables hold. */
  restart(): void {
    this.versions = new VersionLog(this.sql);
    this.ledger = new TurnLedger(this.sql);
    this.coder = new Y.Doc({ gc: false });
    for (const update of this.versions.load()) Y.applyUpdate(this.coder, update, 'log');
    this.#listen();
  }

  /** Delivers some of the updates on their way, or all of them. */
  deliver(all = false): void {
    for (const inbox of this.#inboxes) {
      for (let count = all ? inbox.length : this.random.int(inbox.length + 1); count > 0; count--) {
        const { update, deleted, typed } = inbox.shift()!;
        const text = this.textOf(this.coder);
        for (const [character, id] of deleted) {
          if (idOf(text, character) !== id) this.contested.add(character);
        }
        for (const [character, id] of typed.seen) {
          if (idOf(text, character) === id) continue;
          // An undo had replaced their text by a copy before the person's edit arrived.
          for (const pair of typed.pairs) this.order.delete(pair);
        }
        Y.applyUpdate(this.coder, update, 'net');
      }
    }
    for (const [i, outbox] of this.#outboxes.entries()) {
      const count = all ? outbox.length : this.random.int(outbox.length + 1);
      for (const update of outbox.splice(0, count)) Y.applyUpdate(this.people[i]!, update, 'net');
    }
  }

  #listen(): void {
    this.coder.on('afterTransaction', (transaction) => {
      if (this.#turn !== undefined) recordTurn(this.ledger, this.#turn, transaction, 0);
    });
    this.coder.on('update', (update, origin) => {
      this.versions.record(update, this.coder);
      for (const [i, outbox] of this.#outboxes.entries()) if (origin !== i) outbox.push(update);
    });
  }

  #client(): number {
    // Low and high ids, so that neither side always comes first when both write at one place.
    this.#nextClient += this.random.int(1_000) + 1;
    return this.random.next() < 0.5 ? this.#nextClient : 2 ** 31 + this.#nextClient;
  }

  #characters(writer: string, length: number): string {
    let out = '';
    for (let i = 0; i < length; i++) {
      const character = String.fromCharCode(this.#nextCharacter++);
      this.known.set(character, { writer, deletedByPerson: false, deletedBy: new Set() });
      out += character;
    }
    return out;
  }

  #insert(text: Y.Text, writer: string): Message['typed'] {
    const content = text.toJSON();
    const at = this.random.int(content.length + 1);
    const added = this.#characters(writer, 1 + this.random.int(5));
    const row = (content.slice(Math.max(0, at - 1), at) + added + content.slice(at, at + 1)).split('');
    const pairs = row.slice(1).map((character, i) => [row[i]!, character] as const);
    for (const pair of pairs) this.order.add(pair);
    const seen = content
      .slice(Math.max(0, at - 1), at + 1)
      .split('')
      .map((character): [string, string | undefined] => [character, idOf(text, character)]);
    text.insert(at, added);
    return { pairs, seen };
  }

  #delete(text: Y.Text, note: (known: Known) => void): Message['deleted'] {
    const content = text.toJSON();
    if (content === '') return [];
    const at = this.random.int(content.length);
    const deleted = content.slice(at, at + 1 + this.random.int(6));
    for (const character of deleted) note(this.known.get(character)!);
    const seen = Array.from(deleted, (character): [string, string | undefined] => [
      character,
      idOf(text, character),
    ]);
    text.delete(at, deleted.length);
    return seen;
  }
}

/** The id that a character has in a replica now. */
function idOf(text: Y.Text, character: string): string | undefined {
  for (const item of itemsOf(text)) {
    if (item.deleted || !(item.content instanceof Y.ContentString)) continue;
    const at = item.content.str.indexOf(character);
    if (at >= 0) return `${item.id.client}:${item.id.clock + at}`;
  }
  return undefined;
}

/** Checks that each character is visible exactly when it should be, on every replica and in order. */
function check(harness: Harness, seed: number): void {
  harness.deliver(true);
  const text = harness.textOf(harness.coder).toJSON();
  for (const person of harness.people) expect(harness.textOf(person).toJSON(), `seed ${seed}`).toBe(text);
  const undone = new Set(
    [...harness.ledger.turns.values()].flatMap((turn) => (turn.undone ? [turn.id] : [])),
  );
  for (const [character, { writer, deletedByPerson, deletedBy }] of harness.known) {
    const where = `seed ${seed}: ${character} of ${writer}`;
    const count = text.split(character).length - 1;
    const isHidden = undone.has(writer) || [...deletedBy].some((turn) => !undone.has(turn));
    if (harness.contested.has(character)) expect(count, where).toBeLessThanOrEqual(1);
    else expect(count, where).toBe(isHidden || deletedByPerson ? 0 : 1);
  }
  for (const [left, right] of harness.order) {
    const [a, b] = [text.indexOf(left), text.indexOf(right)];
    if (a >= 0 && b >= 0) expect(a, `seed ${seed}: ${left} before ${right}`).toBeLessThan(b);
  }
}

it('A45 undoes and redoes turns out of order among people’s edits, with restarts', () => {
  let toggles = 0;
  let contested = 0;
  for (let seed = firstSeed; seed < firstSeed + count('undoSeeds'); seed++) {
    const harness = new Harness(seed);
    for (let step = 0; step < 30; step++) {
      const chance = harness.random.next();
      if (chance < 0.2) harness.turn(`t${step}`);
      else if (chance < 0.45) harness.person();
      else if (chance < 0.75) {
        harness.toggle();
        toggles++;
      } else if (chance < 0.8) harness.restart();
      else harness.deliver();
    }
    check(harness, seed);
    contested += harness.contested.size;
  }
  // Otherwise the seeds would test little undo.
  expect(toggles).toBeGreaterThan(5 * count('undoSeeds'));
  report(`${count('undoSeeds')} seeds, ${toggles} undos and redos, ${contested} contested characters`);
});
