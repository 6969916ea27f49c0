import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { signSession } from '../../party/auth.ts';
import { FaultyProxy } from '../faulty-proxy.ts';
import type { SeededRandom } from '../random.ts';
import type { RoomAddress } from '../room-process.ts';
import { testSecret, userNamed } from '../test-room.ts';
import type { PersonData, PersonReport, ToPerson } from './messages.ts';

/** Someone who works in a room: on a device of their own, which is a thread, over a line of their own. */
export class Person {
  readonly kind: string;
  readonly text: string;
  /** What their entries in that text begin with. */
  readonly entry: string;
  readonly line: FaultyProxy;
  readonly #room: string;
  readonly #user: string;
  readonly #thread: Worker;
  #name: string;

  private constructor(line: FaultyProxy, thread: Worker, data: PersonData, user: string) {
    this.kind = data.kind;
    this.text = data.text;
    this.entry = data.entry;
    this.line = line;
    this.#room = data.room;
    this.#thread = thread;
    this.#user = user;
    this.#name = user;
  }

  /** @param visit how often this user has come with a new device before */
  static async join(
    server: RoomAddress,
    options: {
      kind: string;
      room: string;
      user: string;
      visit: number;
      clockMs: number;
      random: SeededRandom;
    },
  ): Promise<Person> {
    const { kind, room, user, visit, clockMs, random } = options;
    const line = await FaultyProxy.before(server, random);
    const data: PersonData = {
      kind,
      port: line.port,
      room,
      token: await tokenOf(room, user, user),
      text: `of ${user}`,
      entry: `${visit}.`,
      clockMs,
      seed: random.int(2 ** 32),
    };
    const thread = new Worker(new URL('person-thread.ts', import.meta.url), {
      workerData: data,
      execArgv: [],
    });
    await once(thread, 'online');
    return new Person(line, thread, data, user);
  }

  /** The name that the others are to see. */
  get name(): string {
    return this.#name;
  }

  get user(): string {
    return this.#user;
  }

  tell(message: Exclude<ToPerson, { type: 'report' }>): void {
    this.#thread.postMessage(message);
  }

  async report(texts: string[]): Promise<PersonReport> {
    this.#thread.postMessage({ type: 'report', texts } satisfies ToPerson);
    const [report] = (await once(this.#thread, 'message')) as [PersonReport];
    return report;
  }

  /** Gives them a new token, as a page gets one before the old one ends. */
  async renew(): Promise<void> {
    const token = await tokenOf(this.#room, this.#user, this.#name);
    // This provider keeps the URL of its first attempt.
    this.tell({ type: 'token', token, reconnect: this.kind.startsWith('y-partykit') });
  }

  async rename(name: string): Promise<void> {
    this.#name = name;
    this.tell({ type: 'token', token: await tokenOf(this.#room, this.#user, name), reconnect: true });
  }

  /** Their device is switched off: it closes nothing, but its system resets its connections if the line works. */
  async vanish(): Promise<void> {
    await this.#thread.terminate();
  }
}

const tokenOf = async (room: string, user: string, name: string): Promise<string> =>
  (await signSession(testSecret, { room, role: 'editor', user: { ...userNamed(user), name } })).token;
