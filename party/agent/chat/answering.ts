import { createUIMessageStreamResponse, type UIMessage } from 'ai';
import type { MessageMetadata, Queued } from '../../../shared/chat.ts';
import { TandemError } from '../../../shared/errors.ts';
import { newUlid } from '../../../shared/ids.ts';
import type { LocalPresence } from '../../../shared/presence.ts';
import type { User } from '../../../shared/roles.ts';
import type { AskedSummary } from '../models/room-budget.ts';
import { type ChatHost, type ChatParts, isWhole, type OpenTurn, upTo } from './chat-host.ts';
import { workOf } from './continue.ts';
import type { Queue } from './message-queue.ts';
import { markInterrupted } from './interrupted-turn.ts';
import { messagesOverLimit } from './messages-over-limit.ts';
import { settleInterrupted, suspendedTurn } from './recover.ts';
import { withoutViewers } from '../turn/messages.ts';
import { AgentPlace } from '../turn/agent-place.ts';
import { type ChatRoom, startTurn } from '../turn/start-turn.ts';
import { streamOf } from './chunk-stream.ts';
import { type Compacted, compactTranscript } from './compact-transcript.ts';
import { TurnControl } from '../turn/turn-control.ts';
import type { TurnSubscribers } from './turn-subscribers.ts';

/**
 * Answers the queued messages, one turn at a time.
 *
 * Invariants:
 * - Until its turn is over, a message is in the queue or in `openTurn`; it is answered once.
 * - However a turn ends, even by a kill of the server, the transcript says so and the status is idle again.
 */
export class Answering {
  readonly #host: ChatHost;
  readonly #room: ChatRoom;
  readonly #parts: ChatParts;
  readonly #queue: Queue;
  readonly #subscribers: TurnSubscribers;
  readonly #place: AgentPlace;
  /** The current turn; one at a time. */
  #current: { open: OpenTurn; control: TurnControl } | undefined;
  #working: Promise<void> | undefined;
  /** The summary that someone has asked for, while it is made. */
  #compacting: { asked: AskedSummary; controller: AbortController } | undefined;
  /** Resolves when the current turn is over. */
  #answer: Promise<void> | undefined;
  /** Resolves when the work between two turns is done. */
  #pause: Promise<unknown> | undefined;

  constructor(parts: ChatParts, queue: Queue, subscribers: TurnSubscribers) {
    this.#host = parts.host;
    this.#room = parts.room;
    this.#parts = parts;
    this.#queue = queue;
    this.#subscribers = subscribers;
    this.#place = new AgentPlace((presence) => parts.room.setPresence(presence));
  }

  get open(): OpenTurn | undefined {
    return this.#current?.open;
  }

  /** The summary that is being made because someone has asked for it. */
  get summary(): AskedSummary | undefined {
    return this.#compacting?.asked;
  }

  /** Settles the turn that a kill interrupted, then goes on with the queue. */
  async recover(): Promise<void> {
    const open = this.#host.openTurn();
    // Until the turn is settled, its reply may still change.
    const status = open ? 'thinking' : 'idle';
    if (this.#host.state().status !== status) this.#host.setState({ status });
    if (open) {
      this.#answer = this.#settle(open);
      this.#working = this.#answer.finally(() => {
        this.#working = undefined;
      });
      await this.#working;
    }
    if (this.#host.state().queue.length > 0) this.work();
  }

  /** Starts answering the queue, unless that is going on already. */
  work(): void {
    this.#working ??= this.#answerQueue().finally(() => {
      this.#working = undefined;
      if (this.#queue.items.length > 0) this.work();
    });
  }

  /** Stops the current turn, whose work stays, or the current summary. @returns whether there was one. */
  stop(by: User): boolean {
    this.#current?.control.end('stopped', by.name);
    this.#compacting?.controller.abort(new TandemError('stopped', `${by.name} stopped the summary.`));
    return this.#current !== undefined || this.#compacting !== undefined;
  }

  /** Summarises the conversation between two turns. @throws as `Chat.compact` */
  async compact(keep: string | undefined, by: User, begin: () => Promise<void>): Promise<Compacted> {
    if (this.#compacting) throw new TandemError('conflict', 'The conversation is being summarised already.');
    const controller = new AbortController();
    this.#compacting = { asked: { id: newUlid(), by }, controller };
    const release = this.#room.hold();
    const { promise, resolve, reject } = Promise.withResolvers<Compacted>();
    const { models } = this.#parts;
    try {
      await this.between(() =>
        compactTranscript({
          host: this.#host,
          model: models.get(this.#host.state().model),
          models,
          keep,
          begin,
          signal: controller.signal,
          onNotice: (notice) => this.#setNotice(notice),
        }).then(resolve, reject),
      );
      return await promise;
    } finally {
      this.#compacting = undefined;
      release();
    }
  }

  /** Runs `act` after the current turn and before the next one. */
  async between(act: () => Promise<void>): Promise<void> {
    const before = Promise.allSettled([this.#pause, this.#answer]);
    const done = before.then(act);
    this.#pause = Promise.allSettled([done]);
    await done;
  }

  /** Makes the agent forget which files it has read. */
  forgetReads(): void {
    this.#parts.services.readSnapshots.clear();
  }

  /** Streams the answer to a turn's message, which is in the transcript. */
  #reply(open: OpenTurn, control: TurnControl): Response {
    const model = this.#parts.models.get(this.#host.state().model);
    const chunks = startTurn({
      turn: { id: open.id, control, suspended: open.unfinished },
      readOnly: open.message.mode === 'ask',
      room: this.#room,
      services: this.#parts.services,
      speaker: {
        model,
        price: this.#parts.models.priceOf(model.modelId),
        window: this.#parts.models.windowOf(model.modelId),
      },
      transcript: {
        messages: withoutViewers(upTo(this.#host.messages(), open.message.id)),
        attached: (id) => this.#host.attached(id),
      },
      turns: this.#parts.turns,
      show: (presence) => this.#show(presence),
      showTodo: (todo) => this.#host.setState({ todo }),
      flushTranscript: async (callId) => {
        await this.#host.flushed(callId, control.toolSignal);
        if (this.#current?.control === control) this.#host.setOpenTurn({ ...open, spent: control.spent });
      },
      keepSummary: (message) => this.#host.keep([message]),
      onNotice: (notice) => this.#setNotice(notice),
    });
    const stream = this.#subscribers.onStart(open.message.id, streamOf(chunks));
    return createUIMessageStreamResponse({ stream });
  }

  async #settle(open: OpenTurn): Promise<void> {
    const release = this.#room.hold();
    try {
      await this.#host.salvage();
      const { approvals, calls } = this.#parts.services;
      const waits = approvals.resumePending(open.id);
      const suspended =
        suspendedTurn(open, this.#host.messages(), waits) ??
        (await settleInterrupted(open, { ...this.#parts, ...this.#parts.services }));
      if (suspended) {
        // The reply is streamed again from its beginning, under the same id.
        const resumed = { ...open, unfinished: suspended };
        this.#host.setOpenTurn(resumed);
        // The reply has all answers. A server that numbers its calls may use the id of one that did not get into it.
        if (suspended.callId === undefined) calls.forget(open.id);
        await this.#host.drop(new Set([open.id]));
        await this.#runTurn(resumed);
      } else {
        this.#closeTurn(open.id);
      }
    } finally {
      if (this.#host.state().status !== 'idle') this.#host.setState({ status: 'idle' });
      release();
    }
  }

  async #answerQueue(): Promise<void> {
    const release = this.#room.hold();
    try {
      for (;;) {
        if (this.#pause) await this.#pause;
        const [next] = this.#queue.items;
        if (!next) return;
        if (this.#isOrphan(next)) {
          this.#queue.remove(next.id);
          const gone = 'The answer that was to go on is no longer in the transcript.';
          this.#subscribers.onEnd(next.id, new TandemError('conflict', gone));
          continue;
        }
        this.#answer = this.#turn(next);
        await this.#answer;
      }
    } finally {
      release();
    }
  }

  /** Whether the message lets an answer go on that has left the transcript meanwhile. */
  #isOrphan({ continues }: Queued): boolean {
    return continues !== undefined && !this.#host.messages().some(({ id }) => id === continues);
  }

  #turn(message: Queued): Promise<void> {
    const open: OpenTurn = { id: newUlid(), at: Date.now(), message };
    this.#host.setOpenTurn(open);
    const queue = this.#queue.items.filter(({ id }) => id !== message.id);
    this.#host.setState({ queue, status: 'thinking' });
    const { author, wordsBy, mentions, mode, continues } = message;
    const metadata: MessageMetadata = {
      author,
      at: open.at,
      turn: open.id,
      ...(wordsBy && { wordsBy }),
      ...(mentions && { mentions }),
      ...(mode && { mode }),
      ...(continues !== undefined && { continues }),
    };
    const parts: UIMessage['parts'] = [{ type: 'text', text: message.text }];
    return this.#runTurn(open, { id: message.id, role: 'user', parts, metadata });
  }

  /** Removes the message that this one replaces, with all its answers, and what the transcript has no space for. */
  async #removeOld({ replaces }: Queued): Promise<void> {
    const messages = this.#host.messages();
    const replaced = replaces === undefined ? [] : workOf(messages, replaces).map(({ id }) => id);
    const removed = new Set([...replaced, ...messagesOverLimit(messages)]);
    if (removed.size > 0) await this.#host.drop(removed);
  }

  /** Runs a turn to its end, whatever happens in it. Never rejects. */
  async #runTurn(open: OpenTurn, asked?: UIMessage): Promise<void> {
    const control = new TurnControl(open.spent);
    this.#current = { open, control };
    let failure: TandemError | undefined;
    try {
      if (asked) await this.#removeOld(open.message);
      await this.#host.appendAndReply(asked, () => this.#reply(open, control));
    } catch (error) {
      console.error('tandem: a turn failed:', error);
    }
    try {
      const messages = this.#host.messages();
      if (!isWhole(messages.find(({ id }) => id === open.id))) {
        control.end('stopped');
        const missing = asked && !messages.some(({ id }) => id === asked.id) ? [asked] : [];
        const files = this.#parts.turns.close(open.id);
        await this.#host.keep(markInterrupted([...messages, ...missing], open, { files }));
      }
    } catch (error) {
      console.error('tandem: a turn could not be kept', error);
      failure = new TandemError('internal', 'The turn failed. Ask again.');
    } finally {
      this.#current = undefined;
      this.#closeTurn(open.id);
      this.#show({ status: 'idle' });
      this.#subscribers.onEnd(open.message.id, failure);
    }
  }

  /** Clears up after a turn that the transcript has in full: nobody needs to answer its questions any more. */
  #closeTurn(turn: string): void {
    this.#parts.services.approvals.cancelPending(turn);
    this.#host.setOpenTurn(undefined);
    this.#parts.services.calls.forget(turn);
    if (this.#host.state().todo) this.#host.setState({ todo: undefined });
  }

  #setNotice(notice: string | undefined): void {
    if (this.#host.state().notice !== notice) this.#host.setState({ notice });
  }

  /** Shows presence in the room, and the status in the state that every page gets. */
  #show(presence: LocalPresence): void {
    this.#place.show(presence);
    const { status = 'idle' } = presence;
    if (this.#host.state().status !== status) this.#host.setState({ status });
  }
}
