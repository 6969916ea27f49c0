import * as Y from 'yjs';
import { createFile, textOf } from '../shared/doc.ts';
import { coderTables } from './node-sql.ts';
import { type SeededRandom, seededRandom } from './random.ts';
import { VersionLog } from '../party/agent/replica/version-log.ts';
import { collectDeleted } from '../party/agent/replica/collect-deleted.ts';
import { applyPlan } from '../party/agent/undo/apply-undo.ts';
import { keptText } from '../party/agent/undo/kept-text.ts';
import { TurnLedger } from '../party/agent/undo/turn-ledger.ts';
import { planToggle } from '../party/agent/undo/plan-undo.ts';
import { recordTurn } from '../party/agent/undo/record-turn.ts';
import { splitTurn } from '../party/agent/undo/split-turn.ts';
import type { PartRecord, TurnRecord } from '../party/agent/undo/turn-record.ts';
import { userNamed } from './test-room.ts';
import { itemsOf } from '../shared/yjs-internals.ts';

const firstCharacter = 0x4e00;

const by = userNamed('ann');
const recording = { nowMs: 0, asked: () => undefined };

/**
 * What the test knows of a character: who wrote it, under which first id, and who has deleted it. No character but the
 * line end occurs twice.
 */
interface Known {
  writer: string;
  first: string | undefined;
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
export class RandomUndo {
  readonly random: SeededRandom;
  readonly sql = coderTables();
  versions = new VersionLog(this.sql);
  ledger = new TurnLedger(this.sql);
  coder = new Y.Doc({ gc: false });
  readonly people = [new Y.Doc(), new Y.Doc()];
  readonly file: string;
  readonly known = new Map<string, Known>();
  /** The undone characters of each turn. */
  readonly undone = new Map<string, Set<string>>();
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
    this.#noteIds(this.textOf(this.coder));
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
    const turn = this.ledger.turns.get(id);
    if (turn) this.ledger.setParts(turn, splitTurn(this.coder, this.ledger, turn));
  }

  /** A turn with parts, of those that have ended. */
  pickTurn(): TurnRecord | undefined {
    const turns = [...this.ledger.turns.values()].filter(({ parts }) => parts.length > 0);
    return turns.length > 0 ? this.random.pick(turns) : undefined;
  }

  /** Undoes or redoes some parts of a turn: one, several, or all that can be. */
  toggle(): void {
    const turn = this.pickTurn();
    if (!turn) return;
    const undo = !this.random.pick(turn.parts).undone;
    const free = turn.parts.filter(({ undone }) => undone !== undo);
    const whole = this.random.next() < 0.4;
    const one = this.random.pick(free);
    const chosen = free.filter((part) => whole || part === one || this.random.next() < 0.3);
    this.set(turn, chosen, undo);
  }

  set(turn: TurnRecord, parts: readonly PartRecord[], undo: boolean): void {
    const toggle = { turn, parts, undo };
    const plan = planToggle(this.coder, this.ledger, toggle);
    if (plan.lost.length > 0) throw new Error('text that an undo needs was dropped');
    const client = this.#client();
    this.coder.clientID = client;
    const options = { ledger: this.ledger, by, writerOf: () => client };
    this.coder.transact((transaction) => applyPlan(transaction, plan, toggle, options));
    const ids = new Set(
      parts.flatMap((part) =>
        part.ids.flatMap(({ client: of, clock, length }) =>
          Array.from({ length }, (_, i) => `${of}:${clock + i}`),
        ),
      ),
    );
    const undone = this.undone.get(turn.id) ?? new Set();
    this.undone.set(turn.id, undone);
    for (const [character, { first }] of this.known) {
      if (first === undefined || !ids.has(first)) continue;
      if (undo) undone.add(character);
      else undone.delete(character);
    }
  }

  /** The coder drops the deleted text that no undo needs. */
  collect(): void {
    collectDeleted(this.coder, keptText(this.coder, this.ledger));
    this.versions.snapshot(this.coder);
  }

  /** The coder is evicted: all that is left is what its tables hold. */
  restart(): void {
    this.versions = new VersionLog(this.sql);
    this.ledger = new TurnLedger(this.sql);
    this.coder = new Y.Doc({ gc: false });
    for (const { data } of this.versions.load()) Y.applyUpdate(this.coder, data!, 'log');
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
      if (this.#turn !== undefined) recordTurn(this.ledger, this.#turn, transaction, recording);
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
      this.known.set(character, { writer, first: undefined, deletedByPerson: false, deletedBy: new Set() });
      out += this.random.next() < 0.3 ? `${character}\n` : character;
    }
    return out;
  }

  /** Notes under which ids new characters were written. */
  #noteIds(text: Y.Text): void {
    for (const [character, known] of this.known) known.first ??= idOf(text, character);
  }

  #insert(text: Y.Text, writer: string): Message['typed'] {
    const content = text.toJSON();
    const at = this.random.int(content.length + 1);
    const added = this.#characters(writer, 1 + this.random.int(5));
    const row = (content.slice(Math.max(0, at - 1), at) + added + content.slice(at, at + 1))
      .split('')
      .filter((character) => character !== '\n');
    const pairs = row.slice(1).map((character, i) => [row[i]!, character] as const);
    for (const pair of pairs) this.order.add(pair);
    const seen = content
      .slice(Math.max(0, at - 1), at + 1)
      .split('')
      .filter((character) => character !== '\n')
      .map((character): [string, string | undefined] => [character, idOf(text, character)]);
    text.insert(at, added);
    this.#noteIds(text);
    return { pairs, seen };
  }

  #delete(text: Y.Text, note: (known: Known) => void): Message['deleted'] {
    const content = text.toJSON();
    if (content === '') return [];
    const at = this.random.int(content.length);
    const length = 1 + this.random.int(6);
    const deleted = content.slice(at, at + length).replaceAll('\n', '');
    for (const character of deleted) note(this.known.get(character)!);
    const seen = Array.from(deleted, (character): [string, string | undefined] => [
      character,
      idOf(text, character),
    ]);
    text.delete(at, Math.min(length, content.length - at));
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
