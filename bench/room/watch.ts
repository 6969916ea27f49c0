import { type Client, reaches } from './client.ts';

/** What was sent of one author up to `clock`, in order; those before `next` have arrived. */
interface Sent {
  clock: number;
  readonly edits: { clock: number; atMs: number }[];
  next: number;
}

/** Times how long edits take to reach one client, which reads all that comes. */
export class Watch {
  readonly #authors = new Map<number, Sent>();
  #waiting = 0;

  constructor(client: Pick<Client, 'onUpdate'>, onHeard: (ms: number) => void) {
    client.onUpdate = (update) => {
      for (const [author, seen] of reaches(update)) {
        const sent = this.#authors.get(author);
        if (!sent) continue;
        for (let edit = sent.edits[sent.next]; edit && edit.clock <= seen; edit = sent.edits[sent.next]) {
          onHeard(performance.now() - edit.atMs);
          sent.next++;
          this.#waiting--;
        }
      }
    };
  }

  /** Watches for what an author writes from here on. What came before is not waited for. */
  follow(author: number, clock: number): void {
    this.#authors.set(author, { clock, edits: [], next: 0 });
  }

  /**
   * Records that an author whom it follows has reached a clock; a deleted letter moves no clock, and is not watched for.
   */
  sent(author: number, clock: number): void {
    const sent = this.#authors.get(author);
    if (!sent || clock <= sent.clock) return;
    sent.clock = clock;
    sent.edits.push({ clock, atMs: performance.now() });
    this.#waiting++;
  }

  /** Edits that have not arrived. */
  get waiting(): number {
    return this.#waiting;
  }

  /** When the one that waits longest was sent. */
  get oldestMs(): number | undefined {
    if (this.#waiting === 0) return undefined;
    const first = [...this.#authors.values()].flatMap(({ edits, next }) => edits[next]?.atMs ?? []);
    return Math.min(...first);
  }

  check(server: string): void {
    if (this.#waiting > 0) throw new Error(`${server} lost ${this.#waiting} edits`);
  }
}
