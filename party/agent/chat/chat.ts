import type { UIMessage, UIMessageChunk } from 'ai';
import type { Queued } from '../../../shared/chat.ts';
import { TandemError } from '../../../shared/errors.ts';
import { newUlid } from '../../../shared/ids.ts';
import type { User } from '../../../shared/roles.ts';
import { Answering } from './answering.ts';
import type { Approvals } from '../approvals/approvals.ts';
import { readAttached } from './mention-attachments.ts';
import { type ChatHost, type ChatParts, metadataOf, repliesTo, type Said, textIn } from './chat-host.ts';
import { ChatPace } from './chat-pace.ts';
import { Queue } from './message-queue.ts';
import { outgrown } from './outgrown.ts';
import { endQuietly } from './chunk-stream.ts';
import { TurnSubscribers } from './turn-subscribers.ts';

interface Asked extends Pick<Queued, 'replaces' | 'wordsBy'> {
  /** Called once, before it is queued. @throws TandemError where it must not be */
  begin?: (() => Promise<void>) | undefined;
}

/** The room's conversation with the agent: one turn at a time, the rest in a queue that everyone sees. */
export class Chat {
  readonly approvals: Approvals;
  readonly #host: ChatHost;
  readonly #parts: ChatParts;
  readonly #queue: Queue;
  readonly #answering: Answering;
  readonly #waiters = new TurnSubscribers();
  /** Requests that are on their way to the queue. */
  readonly #coming = new Map<string, Promise<void>>();
  #halted: Promise<void> | undefined;
  /** How fast people may write here. */
  readonly pace = new ChatPace();

  constructor(parts: ChatParts) {
    this.#host = parts.host;
    this.#parts = parts;
    this.approvals = parts.approvals;
    this.#queue = new Queue(parts.host);
    this.#answering = new Answering(parts, this.#queue, this.#waiters);
  }

  /** Called once on waking. */
  recover(): Promise<void> {
    return this.#answering.recover();
  }

  /**
   * Queues a message for the agent. The same id again is the same message: nothing is added, and nothing begun.
   * @param asked what it is asked again for, and whose words it has, where those are another's
   * @throws TandemError `rate_limited`, or `not_found` for a mention of what is not there
   */
  async ask(said: Said, author: User, id: string = newUlid(), asked: Asked = {}): Promise<string> {
    if (this.#isKnown(id)) return id;
    const coming = this.#coming.get(id) ?? this.#enqueue(said, author, id, asked);
    this.#coming.set(id, coming);
    try {
      await coming;
    } finally {
      this.#coming.delete(id);
    }
    return id;
  }

  async #enqueue(said: Said, author: User, id: string, { begin, ...again }: Asked): Promise<void> {
    const { kept, texts } = await readAttached(said, this.#parts);
    await begin?.();
    if (this.#isKnown(id)) return;
    this.#queue.add({ id, text: said.text, author, ...kept, ...again });
    this.#host.setAttached(id, texts);
    this.#answering.work();
  }

  /** Adds a message that is for the other people; the agent reads it with the next request. @throws as {@link ask} */
  async say(said: Said, author: User, id: string = newUlid()): Promise<string> {
    if (this.#isKnown(id)) return id;
    const { kept, texts } = await readAttached(said, this.#parts);
    const metadata = { author, at: Date.now(), ...kept };
    this.#host.setAttached(id, texts);
    await this.#host.keep([{ id, role: 'user', parts: [{ type: 'text', text: said.text }], metadata }]);
    const gone = outgrown(this.#host.messages());
    if (gone.length > 0) await this.#host.drop(new Set(gone));
    return id;
  }

  /** Words what waits anew. @throws TandemError `not_found`, `forbidden` */
  async editQueued(id: string, said: Said, by: User): Promise<void> {
    this.#queue.assertAuthor(id, by);
    const { kept, texts } = await readAttached(said, this.#parts);
    this.#queue.edit(id, { text: said.text, ...kept });
    this.#host.setAttached(id, texts);
  }

  /** @throws TandemError `not_found` */
  removeQueued(id: string, by: User): void {
    this.#queue.remove(id);
    this.#forget(id, `${by.name} took this out before it was answered.`);
  }

  /** Ends the turn that is going on, and answers this next. @throws TandemError `not_found` */
  sendNow(id: string, by: User): void {
    this.#queue.toFront(id);
    this.stop(by);
  }

  /**
   * Asks a message again, as oneself; as the new turn begins, the old one leaves the transcript together with its answer.
   * Words are changed by their author alone.
   * @returns the new message's id. @throws TandemError as {@link ask}, `forbidden`, `conflict` while it is being answered
   * or waits to be asked again
   */
  async resend(id: string, change: Partial<Said>, by: User, begin?: Asked['begin']): Promise<string> {
    const old = this.#host.messages().find((message) => message.id === id && message.role === 'user');
    const metadata = metadataOf(old);
    if (!old || !metadata)
      throw new TandemError('not_found', 'This message is not in the transcript any more.');
    if (this.#isPending(id)) throw new TandemError('conflict', 'This is being answered. Stop it first.');
    if (this.#queue.items.some(({ replaces }) => replaces === id))
      throw new TandemError('conflict', 'This waits to be asked again already.');
    const before = textIn(old);
    const { text = before } = change;
    const wordsBy = metadata.wordsBy ?? metadata.author;
    const isOwn = wordsBy.id === by.id;
    if (text !== before && !isOwn) {
      throw new TandemError('forbidden', `Only ${wordsBy.name} can change this message.`);
    }
    const mentions = change.mentions ?? metadata.mentions?.map(({ mention }) => mention);
    return this.ask({ text, mentions }, by, newUlid(), {
      begin,
      replaces: id,
      ...(isOwn ? {} : { wordsBy }),
    });
  }

  /** The replies to a message, when its turn is over. @throws TandemError `conflict` when the chat is cleared before. */
  async replies(id: string): Promise<UIMessage[]> {
    if (this.#isPending(id)) await this.#waiters.add(id);
    return repliesTo(this.#host.messages(), id);
  }

  /** The chunks of the reply to a message, from its turn's start. Of one whose turn began before, none. */
  follow(id: string): ReadableStream<UIMessageChunk> {
    const { readable, writable } = new TransformStream<UIMessageChunk, UIMessageChunk>();
    if (!this.#isPending(id)) {
      endQuietly(writable.close());
      return readable;
    }
    let piped: Promise<void> | undefined;
    const over = this.#waiters.add(id, (chunks) => {
      piped = chunks.pipeTo(writable);
      endQuietly(piped);
    });
    endQuietly(over.finally(() => piped ?? writable.close()));
    return readable;
  }

  /** Ends the turn that is going on; what it has done stays. @returns whether there was one. */
  stop(by: User): boolean {
    return this.#answering.stop(by);
  }

  /** Ends the turn that is going on, and begins no other from here on. */
  halt(by: User): Promise<void> {
    this.#halted ??= new Promise((resolve) => {
      void this.#answering.between(() => {
        resolve();
        return new Promise(() => undefined);
      });
    });
    this.stop(by);
    return this.#halted;
  }

  /** Empties queue and transcript of what is there now; what comes meanwhile stays. @returns how many messages went. */
  async clear(by: User): Promise<number> {
    const { open } = this.#answering;
    const now = new Set(this.#host.messages().map(({ id }) => id));
    if (open) now.add(open.message.id).add(open.id);
    const waiting = this.#queue.items;
    this.#queue.clear();
    for (const { id } of waiting) this.#forget(id, `${by.name} cleared the chat before this was answered.`);
    this.stop(by);
    let cleared = 0;
    await this.#answering.between(async () => {
      cleared = this.#host.messages().filter(({ id }) => now.has(id)).length;
      await this.#host.drop(now);
      this.#answering.forgetReads();
      this.#parts.hostCalls.note(by, [{ kind: 'clear', messages: cleared }], {});
    });
    return cleared;
  }

  /** Called by the host within {@link ChatHost.appendAndReply}. */
  reply(): Response | undefined {
    return this.#answering.reply();
  }

  /** A message left the queue without an answer. */
  #forget(id: string, why: string): void {
    this.#host.setAttached(id, []);
    this.#waiters.onEnd(id, new TandemError('conflict', why));
  }

  #isPending(id: string): boolean {
    return this.#answering.open?.message.id === id || this.#queue.has(id);
  }

  #isKnown(id: string): boolean {
    return this.#isPending(id) || this.#host.messages().some((message) => message.id === id);
  }
}
