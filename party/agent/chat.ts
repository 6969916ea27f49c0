import { createUIMessageStreamResponse, type UIMessage, type UIMessageChunk } from 'ai';
import { type AgentState, type MessageMetadata, messageMetadataSchema } from '../../shared/chat.ts';
import { TandemError } from '../../shared/errors.ts';
import { newUlid } from '../../shared/ids.ts';
import { agentLimits } from '../../shared/limits.ts';
import type { LocalPresence } from '../../shared/presence.ts';
import type { User } from '../../shared/roles.ts';
import { cutTurn } from './cut-turn.ts';
import type { Mark } from './edits/reads.ts';
import type { Models } from './models/registry.ts';
import { finishCalls } from './recover.ts';
import { type ChatRoom, speak } from './speak.ts';
import type { Runner } from './tools/room-tools.ts';
import type { ToolCalls } from './tool-calls.ts';
import { TurnControl } from './turn-control.ts';
import type { Turns } from './turns/turns.ts';
import { Waiters } from './waiters.ts';

/** The transcript and the state, kept and told to every page by whoever hosts the chat. */
export interface ChatHost {
  messages(): readonly UIMessage[];
  /** Adds a message to the transcript and has {@link Chat.reply} answer it; resolves when the answer is kept. */
  converse(message: UIMessage): Promise<void>;
  /** Writes messages to the transcript, by id. */
  keep(messages: UIMessage[]): Promise<void>;
  clear(): Promise<void>;
  /** Puts on disk what has been streamed of the reply so far. */
  flush(): void;
  /** Puts what is on disk of a reply that was cut off by a kill into the transcript, as far as it had come. */
  salvage(): Promise<void>;
  state(): AgentState;
  setState(change: Partial<AgentState>): void;
  /** The turn that is going on, kept so that a restart knows of it. */
  openTurn(): OpenTurn | undefined;
  setOpenTurn(turn: OpenTurn | undefined): void;
}

/** Time for a chunk to get from the turn to where it is kept. */
const flushDelayMs = 50;

type Queued = AgentState['queue'][number];

export interface OpenTurn {
  id: string;
  /** ms since the epoch. */
  at: number;
  message: Queued;
}

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
  readonly #host: ChatHost;
  readonly #room: ChatRoom;
  readonly #runner: Runner;
  readonly #models: Models;
  readonly #turns: Pick<Turns, 'close'>;
  readonly #calls: ToolCalls;
  readonly #marks = new Map<string, Mark>();
  readonly #waiters = new Waiters();
  #current: (OpenTurn & { control: TurnControl }) | undefined;
  #working: Promise<void> | undefined;

  constructor(parts: {
    host: ChatHost;
    room: ChatRoom;
    runner: Runner;
    models: Models;
    turns: Pick<Turns, 'close'>;
    calls: ToolCalls;
  }) {
    this.#host = parts.host;
    this.#room = parts.room;
    this.#runner = parts.runner;
    this.#models = parts.models;
    this.#turns = parts.turns;
    this.#calls = parts.calls;
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
      const answers = await finishCalls(open.id, { room: this.#room, calls: this.#calls });
      const messages = this.#host.messages();
      if (messages.some(({ id }) => id === open.message.id)) {
        if (!isWhole(messages.find(({ id }) => id === open.id))) {
          await this.#host.keep(cutTurn(messages, open, { answers, files: this.#turns.close(open.id) }));
        }
      } else {
        const others = this.#host.state().queue.filter(({ id }) => id !== open.message.id);
        this.#host.setState({ queue: [open.message, ...others] });
      }
      this.#over(open.id);
    } finally {
      release();
    }
  }

  /** All that is to be said of the turn stands in the transcript. */
  #over(turn: string): void {
    this.#host.setOpenTurn(undefined);
    this.#calls.forget(turn);
  }

  /** Queues a message. The same id again is the same message: nothing is added. @throws TandemError `rate_limited` */
  ask(text: string, author: User, id: string = newUlid()): string {
    if (this.#isPending(id) || this.#host.messages().some((message) => message.id === id)) return id;
    const { queue } = this.#host.state();
    if (queue.length >= agentLimits.maxQueuedMessages) {
      throw new TandemError('rate_limited', 'Too many messages are waiting for the agent already.');
    }
    this.#host.setState({ queue: [...queue, { id, text, author }] });
    this.#work();
    return id;
  }

  /** The replies to a message, when its turn is over. @throws TandemError `conflict` when the chat is cleared before. */
  async replies(id: string): Promise<UIMessage[]> {
    if (this.#isPending(id)) await this.#waiters.add(id);
    return this.#repliesTo(id);
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
    for (const { id } of this.#host.state().queue) {
      const sentence = `${by.name} cleared the chat before this was answered.`;
      this.#waiters.ended(id, new TandemError('conflict', sentence));
    }
    this.#host.setState({ queue: [] });
    this.stop(by);
    await this.#working;
    const count = this.#host.messages().length;
    await this.#host.clear();
    this.#marks.clear();
    return count;
  }

  /** Shows on a turn's message who has undone it, or that nobody has. */
  async showUndone(turn: string, by: User | undefined): Promise<void> {
    const message = this.#host.messages().find(({ id }) => id === turn);
    const metadata = metadataOf(message);
    if (!message || !metadata) return;
    const { undoneBy: _, ...rest } = metadata;
    await this.#host.keep([{ ...message, metadata: by ? { ...rest, undoneBy: by } : rest }]);
  }

  /** The answer to the message that was just added. Called by the host within {@link ChatHost.converse}. */
  reply(): Response | undefined {
    const current = this.#current;
    if (!current) return undefined;
    const chunks = speak({
      turn: current,
      room: this.#room,
      runner: this.#runner,
      model: this.#models.get(this.#host.state().model),
      messages: this.#host.messages(),
      marks: this.#marks,
      show: (presence) => this.#show(presence),
      turns: this.#turns,
      calls: this.#calls,
    });
    const stream = this.#waiters.began(current.message.id, this.#streamOf(chunks));
    return createUIMessageStreamResponse({ stream });
  }

  #work(): void {
    this.#working ??= this.#workOff().finally(() => {
      this.#working = undefined;
      if (this.#host.state().queue.length > 0) this.#work();
    });
  }

  async #workOff(): Promise<void> {
    const release = this.#room.hold();
    try {
      for (let [next] = this.#host.state().queue; next; [next] = this.#host.state().queue) {
        await this.#turn(next);
      }
    } finally {
      release();
    }
  }

  async #turn(message: Queued): Promise<void> {
    const open: OpenTurn = { id: newUlid(), at: Date.now(), message };
    this.#host.setOpenTurn(open);
    const queue = this.#host.state().queue.filter(({ id }) => id !== message.id);
    this.#host.setState({ queue, status: 'thinking' });
    this.#current = { ...open, control: new TurnControl() };
    let failure: TandemError | undefined;
    try {
      const metadata: MessageMetadata = { author: message.author, at: open.at, turn: open.id };
      const parts: UIMessage['parts'] = [{ type: 'text', text: message.text }];
      await this.#host.converse({ id: message.id, role: 'user', parts, metadata });
      if (this.#repliesTo(message.id).length === 0) {
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
    const status = presence.status ?? 'idle';
    if (this.#host.state().status !== status) this.#host.setState({ status });
  }

  #streamOf(chunks: AsyncGenerator<UIMessageChunk>): ReadableStream<UIMessageChunk> {
    return new ReadableStream({
      pull: async (controller) => {
        const { done, value } = await chunks.next();
        if (done) return controller.close();
        controller.enqueue(value);
        // A call is told to the disk when it has passed through: a kill while its tool works must not hide it.
        if (value.type === 'tool-input-available') setTimeout(() => this.#host.flush(), flushDelayMs);
      },
    });
  }

  #isPending(id: string): boolean {
    return this.#current?.message.id === id || this.#host.state().queue.some((queued) => queued.id === id);
  }

  #repliesTo(id: string): UIMessage[] {
    const messages = this.#host.messages();
    const turn = turnOf(messages.find((message) => message.id === id));
    return messages.filter((message) => message.role === 'assistant' && turnOf(message) === turn);
  }
}

const metadataOf = (message: UIMessage | undefined): MessageMetadata | undefined =>
  messageMetadataSchema.safeParse(message?.metadata).data;

const turnOf = (message: UIMessage | undefined): string | undefined => metadataOf(message)?.turn;

/** The reply had come to its end before the kill. */
const isWhole = (reply: UIMessage | undefined): boolean => metadataOf(reply)?.durationMs !== undefined;

/** Whoever follows a turn may go away at any time; that is no error of the turn, which goes on. */
function endQuietly(work: Promise<unknown>): void {
  work.catch(() => undefined);
}
