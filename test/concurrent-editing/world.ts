import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { vi } from 'vitest';
import type { EditedRoom } from '../../party/agent/edits/edited-room.ts';
import type { HostRoom } from '../../party/agent/host/room-volume.ts';
import { AuthorTable } from '../../party/agent/replica/author-table.ts';
import { Replica } from '../../party/agent/replica/replica.ts';
import { VersionLog } from '../../party/agent/replica/version-log.ts';
import type { Sql } from '../../party/agent/storage/sql.ts';
import { keptText } from '../../party/agent/undo/kept-text.ts';
import { recordTurn } from '../../party/agent/undo/record-turn.ts';
import { TurnLedger } from '../../party/agent/undo/turn-ledger.ts';
import { TurnUndo, type UndoRoom } from '../../party/agent/undo/turn-undo.ts';
import { signService, signSession } from '../../party/auth.ts';
import { RoomCore } from '../../party/room/core.ts';
import { Flooders } from '../../party/room/flooders.ts';
import { newRoomId } from '../../shared/ids.ts';
import { Peer } from '../../shared/protocol/peer.ts';
import type { User } from '../../shared/roles.ts';
import { MemoryStorage } from '../memory-storage.ts';
import { coderTables } from '../node-sql.ts';
import type { SeededRandom } from '../random.ts';
import { comeToRest } from '../real-time.ts';
import { asPeerSocket, ClientSocket } from '../socket-pair.ts';
import { testSecret, userNamed } from '../test-room.ts';

const roomId = newRoomId();
const tokens = new Map<string, Promise<string>>();

/** Signed once for all worlds: they share one room id. */
function tokenOf(name: string): Promise<string> {
  const known = tokens.get(name);
  if (known) return known;
  const session = { room: roomId, role: 'editor', user: userNamed(name) } as const;
  const made =
    name === 'coder'
      ? signService(testSecret, roomId)
      : signSession(testSecret, session).then(({ token }) => token);
  tokens.set(name, made);
  return made;
}

export interface WorldPeer {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly peer: Peer;
}

/** What the coder's parts need of its replica. */
export interface CoderRoom extends EditedRoom, HostRoom, UndoRoom {
  /** The life of the coder that it belongs to. */
  readonly life: number;
  readonly doc: Y.Doc;
  readonly authors: UndoRoom['authors'];
  transactAs(clientId: number, change: () => void, origin?: unknown): void;
  clientIdFor(user: User, turn?: string): Promise<number>;
}

const killed = (): Error => new Error(killedMessage);
/** The message of what goes on in a coder that is dead. */
export const killedMessage = 'the coder was killed';

/**
 * A real room, its real peers and the real coder, over slow connections. Time is simulated, and passes only
 * when nothing is under way.
 */
export class World {
  readonly random: SeededRandom;
  readonly #core: RoomCore;
  readonly #tables = coderTables();
  readonly people: WorldPeer[] = [];
  coder!: Replica;
  turns!: TurnUndo;
  /** The coder's tables in one life. */
  sql!: Sql;
  /** Rejects when the coder is killed. */
  whenKilled!: Promise<never>;
  #killed!: (error: Error) => void;
  /** Counts the coder's lives: whatever an earlier one still had under way has no effect. */
  life = 0;
  /** How often the coder has dropped deleted text. */
  collections = 0;
  #coderSockets: ClientSocket[] = [];

  constructor(random: SeededRandom) {
    this.random = random;
    this.#core = new RoomCore({
      flooders: new Flooders(),
      id: roomId,
      storage: new MemoryStorage(),
      env: { ROOM_SECRET: testSecret },
      now: () => Date.now(),
      wallMs: () => Date.now(),
      after: (delayMs, callback) => void setTimeout(callback, delayMs),
    });
    this.wake();
  }

  join(name: string): WorldPeer {
    const doc = new Y.Doc();
    doc.clientID = 1 + this.random.int(2 ** 32 - 2);
    const awareness = new Awareness(doc);
    const peer = new Peer({ doc, awareness, connect: async () => asPeerSocket(await this.#socket(name)) });
    const person = { doc, awareness, peer };
    this.people.push(person);
    peer.start();
    return person;
  }

  /** Starts the coder from its tables. */
  wake(): void {
    const life = ++this.life;
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => undefined);
    [this.whenKilled, this.#killed] = [promise, reject];
    const sql: Sql = {
      all: (statement, ...values) => (life === this.life ? this.#tables.all(statement, ...values) : []),
      transaction: (work) => this.#tables.transaction(work),
    };
    this.sql = sql;
    const versions = new VersionLog(sql);
    const ledger = new TurnLedger(sql);
    this.coder = new Replica({
      connect: async () => {
        const socket = await this.#socket('coder');
        this.#coderSockets.push(socket);
        return asPeerSocket(socket);
      },
      load: (leftOut) => versions.load({ leftOut }),
      // Small, so that it drops deleted text in the middle of everything.
      collecting: {
        everyBytes: 200,
        kept: () => keptText(this.coder.doc, ledger),
        onCollected: () => {
          this.collections++;
          if (life === this.life) versions.snapshot(this.coder.doc);
        },
      },
      authors: new AuthorTable(sql),
      restart: (_, reason) => {
        throw new Error(reason);
      },
      store: (update, doc) => {
        if (life === this.life) versions.record(update, doc);
      },
      record: (turn, transaction) =>
        recordTurn(ledger, turn, transaction, { nowMs: Date.now(), asked: () => undefined }),
    });
    this.coder.hold();
    this.turns = new TurnUndo({
      room: this.coderRoom,
      ledger,
      running: () => undefined,
      emit: () => undefined,
    });
  }

  /** Kills the coder's process: what it had not sent survives only in its tables. */
  kill(): void {
    this.life++;
    this.#killed(killed());
    for (const socket of this.#coderSockets.splice(0)) socket.cut();
    this.coder.leave();
  }

  /** The coder's replica in one life: what it does after that life has no effect. */
  get coderRoom(): CoderRoom {
    const { coder, life } = this;
    return {
      life,
      doc: coder.doc,
      get awareness() {
        return coder.awareness;
      },
      get authors() {
        return coder.authors;
      },
      join: () => this.#inLife(life, () => coder.join()),
      hold: () => coder.hold(),
      saved: () => this.#inLife(life, () => coder.saved()),
      clientIdFor: (user, turn) => this.#inLife(life, () => coder.clientIdFor(user, turn)),
      restoringIdFor: (author) => this.#inLife(life, () => coder.restoringIdFor(author)),
      transactAs: (clientId, change, origin) => {
        if (life !== this.life) throw killed();
        coder.transactAs(clientId, change, origin);
      },
      setPresence: (presence) => {
        if (life === this.life) coder.setPresence(presence);
      },
      actedMs: (userId) => coder.actedMs(userId),
    };
  }

  isAlive({ life }: CoderRoom): boolean {
    return life === this.life;
  }

  async #inLife<T>(life: number, work: () => Promise<T>): Promise<T> {
    if (life !== this.life) throw killed();
    return work();
  }

  /** Lets time pass, timer by timer; between two timers everything under way comes to rest. */
  async pass(ms: number): Promise<void> {
    const end = { reached: false };
    setTimeout(() => (end.reached = true), ms);
    while (!end.reached) {
      await comeToRest();
      vi.advanceTimersToNextTimer();
    }
    await comeToRest();
  }

  /** Lets time pass until `done`. */
  async until(done: () => boolean, what: string): Promise<void> {
    for (let tries = 0; !done(); tries++) {
      if (tries > 2_000) throw new Error(`${what}: never`);
      await this.pass(20);
    }
  }

  end(): void {
    for (const { peer, awareness } of this.people) {
      peer.destroy();
      awareness.destroy();
    }
    this.coder.leave();
  }

  async #socket(name: string): Promise<ClientSocket> {
    const url = `http://127.0.0.1:1999/parties/main/${roomId}?tandem=1&token=${await tokenOf(name)}`;
    const way = { up: this.#line(), down: this.#line() };
    return new ClientSocket(this.#core, { url, headers: new Headers() }, way);
  }

  /** A connection that keeps the order and takes 2 to 80 ms. */
  #line(): (deliver: () => void) => void {
    let free = 0;
    return (deliver) => {
      free = Math.max(free, Date.now() + 2 + this.random.int(this.random.int(4) === 0 ? 80 : 15));
      setTimeout(deliver, free - Date.now());
    };
  }
}
