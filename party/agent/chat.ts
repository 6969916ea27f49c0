import { createUIMessageStreamResponse, type UIMessage, type UIMessageChunk } from 'ai';
import type { MessageMetadata, Queued } from '../../shared/chat.ts';
import { TandemError } from '../../shared/errors.ts';
import { newUlid } from '../../shared/ids.ts';
import type { LocalPresence } from '../../shared/presence.ts';
import type { User } from '../../shared/roles.ts';
import type { Approvals } from './approvals/approvals.ts';
import { Attachments } from './attachments.ts';
import {
  type ChatHost,
  type ChatParts,
  metadataOf,
  type OpenTurn,
  type Said,
  textIn,
  repliesTo,
  upTo,
} from './chat-host.ts';
import { Queue } from './chat-queue.ts';
import { endQuietly, keptByNow, streamOf } from './stream-of.ts';
import { cutTurn } from './cut-turn.ts';
import type { Mark } from './edits/reads.ts';
import { tellCut, unfinishedTurn } from './recover.ts';
import { type ChatRoom, speak } from './speak.ts';
import { TurnControl } from './turn-control.ts';
import { Waiters } from './waiters.ts';

/**
 * The room's conversation with the agent: one turn at a time, the rest in a queue that everyone sees.
 *
 * Invariants:
 * - Until its turn is over a message is in the queue or in `openTurn`; it is answered once.
 * - However a turn ends, also by a kill of the server, the transcript says so and the status is idle again.
 *
 * On the pages' sockets a turn is these frames of the agents SDK: `cf_agent_chat_messages` with the person's message;
 * `cf_agent_use_chat_response`, each with one UI-message chunk as JSON in `body`, of which `start` brings the message's
 * id (the turn's) and metadata, and `message-metadata` what the end adds; at last `cf_agent_chat_messages` with the
 * whole transcript, which replaces what was folded so far, and a frame with `done: true`.
 */
export class Chat {
  readonly approvals: Approvals;
  readonly #host: ChatHost;
  readonly #room: ChatRoom;
  readonly #parts: ChatParts;
  readonly #queue: Queue;
  readonly #attachments: Attachments;
  readonly #marks = new Map<string, Mark>();
  readonly #waiters = new Waiters();
  #current: (OpenTurn & { control: TurnControl }) | undefined;
  #working: Promise<void> | undefined;

  constructor(parts: ChatParts) {
    this.#host = parts.host;
    this.#room = parts.room;
    this.#parts = parts;
    this.approvals = parts.approvals;
    this.#queue = new Queue(parts.host);
    this.#attachments = new Attachments(parts);
  }

  /** Called once on waking: finishes the edit that a kill cut off, says what was cut, and goes on with the queue. */
  async recover(): Promise<void> {
    if (this.#host.state().status !== 'idle') this.#host.setState({ status: 'idle' });
    const open = this.#host.openTurn();
    if (open) {
      this.#working = this.#settle(open).finally(() => {
        this.#working = undefined;
      });
      await this.#working;
    }
    if (this.#host.state().queue.length > 0) this.#work();
  }

  async #settle(open: OpenTurn): Promise<void> {
    const release = this.#room.hold();
    try {
      await this.#host.salvage();
      const unfinished = unfinishedTurn(open, this.#host.messages(), this.approvals.waiting(open.id));
      if (unfinished) {
        // Its reply is told again from the beginning, under the same id.
        const again = { ...open, unfinished };
        this.#host.setOpenTurn(again);
        await this.#host.drop(new Set([open.id]));
        await this.#converse(again, () => this.#host.converse());
      } else {
        await tellCut(open, this.#parts);
        this.#over(open.id);
      }
    } finally {
      release();
    }
  }

  /** All that is to be said of the turn stands in the transcript, and nobody is asked for it any more. */
  #over(turn: string): void {
    this.approvals.cut(turn);
    this.#host.setOpenTurn(undefined);
    this.#parts.calls.forget(turn);
  }

  /**
   * Queues a message for the agent. The same id again is the same message: nothing is added.
   * @throws TandemError `rate_limited`, or `not_found` for a mention of what is not there
   */
  async ask(said: Said, author: User, id: string = newUlid()): Promise<string> {
    if (this.#isKnown(id)) return id;
    const mentions = await this.#attachments.attach(id, said);
    if (this.#isKnown(id)) return id;
    this.#queue.add({ id, text: said.text, author, ...mentions });
    this.#work();
    return id;
  }

  /** Adds a message that is for the other people; the agent reads it with the next request. @throws as {@link ask} */
  async say(said: Said, author: User, id: string = newUlid()): Promise<string> {
    if (this.#isKnown(id)) return id;
    const metadata = { author, at: Date.now(), ...(await this.#attachments.attach(id, said)) };
    await this.#host.keep([{ id, role: 'user', parts: [{ type: 'text', text: said.text }], metadata }]);
    return id;
  }

  /** Words what waits anew. @throws TandemError `not_found`, `forbidden` */
  async editQueued(id: string, said: Said, by: User): Promise<void> {
    this.#queue.assertAuthor(id, by);
    const change = await this.#attachments.attach(id, said);
    this.#queue.edit(id, { text: said.text, ...change });
  }

  /** @throws TandemError `not_found` */
  removeQueued(id: string, by: User): void {
    this.#queue.remove(id);
    this.#host.setAttached(id, []);
    this.#waiters.ended(id, new TandemError('conflict', `${by.name} took this out before it was answered.`));
  }

  /** Ends the turn that is going on, and answers this next. @throws TandemError `not_found` */
  sendNow(id: string, by: User): void {
    this.#queue.toFront(id);
    this.stop(by);
  }

  /**
   * Asks a message again, with its answer so far taken out of the transcript. Who changes the words is their author.
   * @returns the new message's id. @throws TandemError `not_found`, `forbidden`, `conflict` while it is being answered
   */
  async resend(id: string, change: Partial<Said>, by: User): Promise<string> {
    const old = this.#host.messages().find((message) => message.id === id && message.role === 'user');
    const metadata = metadataOf(old);
    if (!old || !metadata)
      throw new TandemError('not_found', 'This message is not in the transcript any more.');
    if (this.#isPending(id)) throw new TandemError('conflict', 'This is being answered. Stop it first.');
    const before = textIn(old);
    if ((change.text ?? before) !== before && metadata.author.id !== by.id) {
      throw new TandemError('forbidden', `Only ${metadata.author.name} can change this message.`);
    }
    const mentions = change.mentions ?? metadata.mentions?.map(({ mention }) => mention);
    const again = await this.ask({ text: change.text ?? before, mentions }, metadata.author);
    await this.#host.drop(new Set([id, ...repliesTo(this.#host.messages(), id).map((reply) => reply.id)]));
    this.#host.setAttached(id, []);
    return again;
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
    if (!this.#current) return false;
    this.#current.control.end('stopped', by.name);
    return true;
  }

  /** Empties queue and transcript. @returns how many messages there were. */
  async clear(by: User): Promise<number> {
    for (const { id } of this.#queue.items) {
      const sentence = `${by.name} cleared the chat before this was answered.`;
      this.#waiters.ended(id, new TandemError('conflict', sentence));
    }
    this.#queue.clear();
    this.stop(by);
    await this.#working;
    const { length } = this.#host.messages();
    await this.#host.clear();
    this.#marks.clear();
    return length;
  }

  /** The answer to the message that was just added. Called by the host within {@link ChatHost.converse}. */
  reply(): Response | undefined {
    const current = this.#current;
    if (!current) return undefined;
    const chunks = speak({
      turn: current,
      room: this.#room,
      runner: this.#parts.runner,
      hands: this.#parts.hands,
      model: this.#parts.models.get(this.#host.state().model),
      messages: upTo(this.#host.messages(), current.message.id),
      attached: (id) => this.#host.attached(id),
      marks: this.#marks,
      show: (presence) => this.#show(presence),
      turns: this.#parts.turns,
      calls: this.#parts.calls,
      approvals: this.approvals,
      kept: () => keptByNow(() => this.#host.flush()),
      tell: (notice) => {
        if (this.#host.state().notice !== notice) this.#host.setState({ notice });
      },
    });
    const stream = this.#waiters.began(
      current.message.id,
      streamOf(chunks, () => this.#host.flush()),
    );
    return createUIMessageStreamResponse({ stream });
  }

  #work(): void {
    this.#working ??= this.#workOff().finally(() => {
      this.#working = undefined;
      if (this.#queue.items.length > 0) this.#work();
    });
  }

  async #workOff(): Promise<void> {
    const release = this.#room.hold();
    try {
      for (let [next] = this.#queue.items; next; [next] = this.#queue.items) {
        await this.#turn(next);
      }
    } finally {
      release();
    }
  }

  #turn(message: Queued): Promise<void> {
    const open: OpenTurn = { id: newUlid(), at: Date.now(), message };
    this.#host.setOpenTurn(open);
    const queue = this.#queue.items.filter(({ id }) => id !== message.id);
    this.#host.setState({ queue, status: 'thinking' });
    const { author, mentions } = message;
    const metadata: MessageMetadata = { author, at: open.at, turn: open.id, ...(mentions && { mentions }) };
    const parts: UIMessage['parts'] = [{ type: 'text', text: message.text }];
    return this.#converse(open, () => this.#host.converse({ id: message.id, role: 'user', parts, metadata }));
  }

  /** Has the agent speak, and whatever becomes of it, ends the turn. */
  async #converse(open: OpenTurn, speakUp: () => Promise<void>): Promise<void> {
    const { message } = open;
    this.#current = { ...open, control: new TurnControl() };
    let failure: TandemError | undefined;
    try {
      await speakUp();
      if (repliesTo(this.#host.messages(), message.id).length === 0) {
        await this.#host.keep(cutTurn(this.#host.messages(), open));
      }
    } catch (error) {
      console.error('tandem: a turn could not be kept', error);
      failure = new TandemError('internal', 'The turn failed. Ask again.');
    } finally {
      this.#current = undefined;
      this.#over(open.id);
      this.#show({ status: 'idle' });
      this.#waiters.ended(message.id, failure);
    }
  }

  /** Presence in the room, and the status in the state of every page. */
  #show(presence: LocalPresence): void {
    this.#room.setPresence(presence);
    const { status = 'idle' } = presence;
    if (this.#host.state().status !== status) this.#host.setState({ status });
  }

  #isPending(id: string): boolean {
    return this.#current?.message.id === id || this.#queue.has(id);
  }

  #isKnown(id: string): boolean {
    return this.#isPending(id) || this.#host.messages().some((message) => message.id === id);
  }
}
