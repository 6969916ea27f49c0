import type { Queued } from '../../../shared/chat.ts';
import { TandemError } from '../../../shared/errors.ts';
import { agentLimits } from '../../../shared/limits.ts';
import type { User } from '../../../shared/roles.ts';

/** The state that has the queue and is sent to every page. */
export interface QueueState {
  state(): { queue: Queued[] };
  setState(change: { queue: Queued[] }): void;
}

/** The messages that wait for the agent, in order. Anyone who may edit can remove one; only its author can reword it. */
export class Queue {
  readonly #kept: QueueState;

  constructor(kept: QueueState) {
    this.#kept = kept;
  }

  get items(): readonly Queued[] {
    return this.#kept.state().queue;
  }

  has(id: string): boolean {
    return this.items.some((item) => item.id === id);
  }

  /** @throws TandemError `rate_limited` */
  add(item: Queued): void {
    if (this.items.length >= agentLimits.maxQueuedMessages) {
      throw new TandemError('rate_limited', 'Too many messages are waiting for the agent already.');
    }
    this.#setIfFits([...this.items, item]);
  }

  /** @throws TandemError `not_found`, `forbidden` when the words are someone else's */
  assertAuthor(id: string, by: User): void {
    const { author, wordsBy, continues } = this.#get(id);
    if (continues !== undefined)
      throw new TandemError(
        'forbidden',
        'This only lets the agent go on. Remove it, and ask in your own words.',
      );
    // Their author may not either: the new words would stand under the name of who asked again.
    if (wordsBy)
      throw new TandemError(
        'forbidden',
        `These are ${wordsBy.name}’s words. Remove it, and ask in your own.`,
      );
    if (author.id === by.id) return;
    throw new TandemError('forbidden', `Only ${author.name} can change this; anyone can remove it.`);
  }

  /** @throws TandemError `not_found`, `rate_limited` */
  edit(id: string, change: Pick<Queued, 'text' | 'mentions'>): void {
    const { mentions: _, ...rest } = this.#get(id);
    this.#setIfFits(this.items.map((item) => (item.id === id ? { ...rest, ...change } : item)));
  }

  /** @throws TandemError `not_found` */
  remove(id: string): void {
    this.#get(id);
    this.#set(this.items.filter((item) => item.id !== id));
  }

  /** @throws TandemError `not_found` */
  toFront(id: string): void {
    const item = this.#get(id);
    this.#set([item, ...this.items.filter((other) => other !== item)]);
  }

  clear(): void {
    this.#set([]);
  }

  #get(id: string): Queued {
    const item = this.items.find((one) => one.id === id);
    if (!item) throw new TandemError('not_found', 'This is no longer in the queue.');
    return item;
  }

  #setIfFits(queue: Queued[]): void {
    const length = queue.reduce((sum, { text }) => sum + text.length, 0);
    if (length > agentLimits.maxQueuedLength) {
      throw new TandemError('rate_limited', 'Too much text is waiting for the agent already.');
    }
    this.#set(queue);
  }

  #set(queue: Queued[]): void {
    this.#kept.setState({ queue });
  }
}
