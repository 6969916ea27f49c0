import type { UIMessage, UIMessageChunk } from 'ai';
import type { MessageMetadata, Queued } from '../../../shared/chat.ts';
import { TandemError } from '../../../shared/errors.ts';
import { newUlid } from '../../../shared/ids.ts';
import { viewersMayWrite } from '../../../shared/meta.ts';
import type { User } from '../../../shared/roles.ts';
import { Answering } from './answering.ts';
import type { Approvals } from '../approvals/approvals.ts';
import { assertCanGoOn, modeOf, requestOf, workOf } from './continue.ts';
import { type Attached, readAttached } from './mention-attachments.ts';
import { type ChatHost, type ChatParts, type Draft, repliesTo } from './chat-host.ts';
import { ChatPace } from './chat-pace.ts';
import { Queue } from './message-queue.ts';
import { messagesOverLimit } from './messages-over-limit.ts';
import { endQuietly } from './chunk-stream.ts';
import type { AskedSummary } from '../models/room-budget.ts';
import type { Compacted } from './compact-transcript.ts';
import { metadataOf, textIn } from '../turn/messages.ts';
import { TurnSubscribers } from './turn-subscribers.ts';

export const viewersOnlyRead = 'Viewers can read the chat, not write to it.';

interface AskOptions extends Pick<Queued, 'replaces' | 'wordsBy' | 'mode'> {
  /** Called once, before the message is queued. @throws TandemError to refuse it */
  begin?: (() => Promise<void>) | undefined;
}

/** The room's conversation with the agent: one turn at a time, the rest in a queue that everyone sees. */
export class Chat {
  readonly approvals: Approvals;
  readonly #host: ChatHost;
  readonly #parts: ChatParts;
  readonly #queue: Queue;
  readonly #answering: Answering;
  readonly #subscribers = new TurnSubscribers();
  /** Requests that are about to be queued, by message id. */
  readonly #coming = new Map<string, Promise<void>>();
  #halted: Promise<void> | undefined;
  readonly pace = new ChatPace();

  constructor(parts: ChatParts) {
    this.#host = parts.host;
    this.#parts = parts;
    this.approvals = parts.services.approvals;
    this.#queue = new Queue(parts.host);
    this.#answering = new Answering(parts, this.#queue, this.#subscribers);
  }

  /** Called once on waking. */
  recover(): Promise<void> {
    return this.#answering.recover();
  }

  /**
   * Queues a message for the agent. Idempotent by id: asking again with the same id changes nothing.
   * @param options the message that it replaces, and whose words it has if those are another person's
   * @throws TandemError `rate_limited`, or `not_found` when something mentioned does not exist
   */
  async ask(draft: Draft, author: User, id: string = newUlid(), options: AskOptions = {}): Promise<string> {
    if (this.#isKnown(id)) return id;
    const coming = this.#coming.get(id) ?? this.#enqueue(draft, author, id, options);
    this.#coming.set(id, coming);
    try {
      await coming;
    } finally {
      this.#coming.delete(id);
    }
    return id;
  }

  async #enqueue(draft: Draft, author: User, id: string, { begin, ...again }: AskOptions): Promise<void> {
    const { stored, texts } = await this.#readAttached(draft);
    await begin?.();
    if (this.#isKnown(id)) return;
    this.#queue.add({ id, text: draft.text, author, ...stored, ...again });
    this.#host.setAttached(id, texts);
    this.#answering.work();
  }

  /** Adds a message for the other people; the agent reads it with the next request. @throws as {@link ask} */
  async postToPeople(draft: Draft, author: User, id: string = newUlid()): Promise<string> {
    const { stored, texts } = await this.#readAttached(draft);
    return this.#post(draft.text, { id, metadata: { author, at: Date.now(), ...stored }, texts });
  }

  /**
   * Adds a viewer's message for the people, if the room lets viewers write. It is marked, and the agent never gets it.
   * @throws TandemError `forbidden`, `not_found` when something mentioned does not exist
   */
  async postAsViewer(draft: Draft, author: User, id: string = newUlid()): Promise<string> {
    await this.#parts.room.join();
    if (!viewersMayWrite(this.#parts.room.doc)) throw new TandemError('forbidden', viewersOnlyRead);
    const { stored } = await this.#readAttached(draft);
    const metadata = { author, at: Date.now(), viewer: true as const, ...stored };
    return this.#post(draft.text, { id, metadata, texts: [] });
  }

  async #post(
    text: string,
    { id, metadata, texts }: { id: string; metadata: MessageMetadata; texts: readonly string[] },
  ): Promise<string> {
    if (this.#isKnown(id)) return id;
    this.#host.setAttached(id, texts);
    await this.#host.keep([{ id, role: 'user', parts: [{ type: 'text', text }], metadata }]);
    const gone = messagesOverLimit(this.#host.messages());
    if (gone.length > 0) await this.#host.drop(new Set(gone));
    return id;
  }

  /** Rewords a queued message. @throws TandemError `not_found`, `forbidden` */
  async editQueued(id: string, draft: Draft, by: User): Promise<void> {
    this.#queue.assertAuthor(id, by);
    const { stored, texts } = await this.#readAttached(draft);
    this.#queue.edit(id, { text: draft.text, ...stored });
    this.#host.setAttached(id, texts);
  }

  /** @throws TandemError `not_found` */
  removeQueued(id: string, by: User): void {
    this.#queue.remove(id);
    this.#forget(id, `${by.name} removed this before it was answered.`);
  }

  /** Stops the current turn, and answers this message next. @throws TandemError `not_found` */
  sendNow(id: string, by: User): void {
    this.#queue.toFront(id);
    this.stop(by);
  }

  /**
   * Asks a message again in one's own name; when the new turn begins, the old message and its answers leave the
   * transcript. Only the author of the words can change them. A message that let an answer go on stands for the request
   * of that.
   * @returns the new message's id. @throws TandemError as {@link ask}, `forbidden`, `conflict` while the message is being
   * answered or is queued to be asked again
   */
  async resend(
    messageId: string,
    change: Partial<Draft>,
    by: User,
    begin?: AskOptions['begin'],
  ): Promise<string> {
    const messages = this.#host.messages();
    const named = messages.find((message) => message.id === messageId && message.role === 'user');
    const old = named && requestOf(messages, named);
    const metadata = metadataOf(old);
    if (!old || !metadata) throw new TandemError('not_found', 'This message is no longer in the transcript.');
    if (metadata.viewer)
      throw new TandemError('forbidden', 'A viewer wrote this, and viewers cannot ask the agent.');
    const { id } = old;
    const work = workOf(messages, id);
    if (work.some((message) => this.#isPending(message.id)))
      throw new TandemError('conflict', 'This is being answered. Stop it first.');
    if (this.#queue.items.some(({ replaces }) => replaces === id))
      throw new TandemError('conflict', 'This is already queued to be asked again.');
    if (this.#queue.items.some(({ continues }) => work.some((message) => message.id === continues)))
      throw new TandemError('conflict', 'This is already waiting to go on.');
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
      ...(metadata.mode && { mode: metadata.mode }),
      ...(isOwn ? {} : { wordsBy }),
    });
  }

  /**
   * Lets the agent go on with an answer that was cut off, in a new turn. @returns the id of the message that says so
   * @throws TandemError `not_found`, `conflict`, `rate_limited`
   */
  async goOn(turn: string, by: User, begin: () => Promise<void>): Promise<string> {
    const assertPossible = (): void =>
      assertCanGoOn(turn, {
        messages: this.#host.messages(),
        queue: this.#queue.items,
        open: this.#answering.open,
      });
    assertPossible();
    await begin();
    // Another page may have been faster.
    assertPossible();
    const id = newUlid();
    const mode = modeOf(turn, this.#host.messages());
    this.#queue.add({ id, text: 'Go on.', author: by, continues: turn, ...(mode && { mode }) });
    this.#answering.work();
    return id;
  }

  /** Resolves with the replies once the turn is over. @throws TandemError `conflict` when the message is removed before */
  async replies(id: string): Promise<UIMessage[]> {
    if (this.#isPending(id)) await this.#subscribers.add(id);
    return repliesTo(this.#host.messages(), id);
  }

  /** Streams the reply to a message from its turn's start; empty when the turn has already begun. */
  follow(id: string): ReadableStream<UIMessageChunk> {
    const { readable, writable } = new TransformStream<UIMessageChunk, UIMessageChunk>();
    if (!this.#isPending(id)) {
      endQuietly(writable.close());
      return readable;
    }
    let piped: Promise<void> | undefined;
    const over = this.#subscribers.add(id, (chunks) => {
      piped = chunks.pipeTo(writable);
      endQuietly(piped);
    });
    endQuietly(over.finally(() => piped ?? writable.close()));
    return readable;
  }

  /** Stops the current turn; what it has done stays. @returns whether there was one. */
  stop(by: User): boolean {
    return this.#answering.stop(by);
  }

  /** Stops the current turn, and never begins another. */
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

  /** Empties queue and transcript; messages that arrive meanwhile stay. @returns how many messages were removed. */
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

  /** The summary that is being made because someone has asked for it. */
  get summary(): AskedSummary | undefined {
    return this.#answering.summary;
  }

  /**
   * Summarises the whole conversation for the model, between two turns. A stop ends it.
   * @param keep what the summary must keep, in people's words
   * @param by who asks for it, and to whom it is booked
   * @param begin called once, before the model is asked. @throws TandemError to refuse it
   * @throws TandemError `conflict` while a turn runs or when there is nothing to summarise, `unavailable` when it fails
   */
  compact(keep: string | undefined, by: User, begin: () => Promise<void>): Promise<Compacted> {
    if (this.#answering.open || this.#queue.items.length > 0)
      throw new TandemError('conflict', 'The agent is answering. Stop it, or wait for its answer.');
    return this.#answering.compact(keep, by, begin);
  }

  #readAttached(draft: Draft): Promise<Attached> {
    const { room, services } = this.#parts;
    return readAttached(draft, { room, runner: services.runner });
  }

  /** Ends the wait for a message that left the queue without an answer. */
  #forget(id: string, why: string): void {
    this.#host.setAttached(id, []);
    this.#subscribers.onEnd(id, new TandemError('conflict', why));
  }

  #isPending(id: string): boolean {
    return this.#answering.open?.message.id === id || this.#queue.has(id);
  }

  #isKnown(id: string): boolean {
    return this.#isPending(id) || this.#host.messages().some((message) => message.id === id);
  }
}
