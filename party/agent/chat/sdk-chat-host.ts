import { AIChatAgent } from '@cloudflare/ai-chat';
import type { Connection } from 'agents';
import type { UIMessage } from 'ai';
import { type AgentState, type CoderEvent, inOrder } from '../../../shared/chat.ts';
import type { Env } from '../../env.ts';
import { begunAt, type ChatHost, type OpenTurn } from './chat-host.ts';
import { callIn, StoredCalls } from './stored-calls.ts';
import { SentTranscript } from './sent-transcript.ts';
import { shownFrame, shownMessage } from './shown-message.ts';
import { callInChunks } from './whole-call.ts';
import { readableValues } from '../storage/key-values.ts';

/**
 * The SDK's agent as a {@link ChatHost}. Only this class uses the SDK's internals: it has no public call to delete single
 * messages or to flush a stream to disk at once, and it settles a stream that a kill interrupted only by answering again.
 */
export abstract class SdkChatHost extends AIChatAgent<Env, AgentState> {
  /** Loads the whole transcript, which has a limit of its own: a message that is not loaded could not be deleted. */
  override hydrationByteBudget = Infinity;
  readonly #storedCalls = new StoredCalls();
  readonly #sent = new SentTranscript<UIMessage>();
  /** The sockets of pages that get what is replayed to them as {@link shownFrame}. */
  readonly #shortening = new WeakSet<Connection>();

  /** What the turn in progress answers with. The SDK asks for it in {@link onChatMessage}, in the middle of `saveMessages`. */
  #reply: (() => Response) | undefined;

  protected readonly values = readableValues(this.ctx.storage.kv);
  /** Set during a purge: memory still has the text, so the state must not be stored or sent any more. */
  protected isFrozen = false;

  override setState(state: AgentState): void {
    if (!this.isFrozen) super.setState(state);
  }

  /** Flushes each call to disk at once, so that a kill while its tool works cannot lose it. */
  protected override async _storeStreamChunk(streamId: string, body: string): Promise<number | undefined> {
    const sequence = await super._storeStreamChunk(streamId, body);
    const callId = callIn(body);
    if (callId !== undefined) {
      this._resumableStream.flushBuffer();
      this.#storedCalls.add(callId);
    }
    return sequence;
  }

  /** The SDK would write out, compare and send every message of the transcript at each change of one. */
  override persistMessages(
    messages: UIMessage[],
    without: string[] = [],
    options?: { _deleteStaleRows?: boolean },
  ): Promise<void> {
    if (options?._deleteStaleRows) return super.persistMessages(messages, without, options);
    const stored = new Set(this.messages);
    return super.persistMessages(
      messages.filter((message) => !stored.has(message)),
      without,
    );
  }

  /**
   * Sends only the changed messages of the transcript, one by one, to all pages. The SDK would skip pages that wait for a
   * stream, and send those everything again with the next change.
   */
  override broadcast(frame: string | ArrayBuffer | ArrayBufferView, without?: string[]): void {
    if (!isTranscript(frame)) return super.broadcast(shownFrame(frame), without);
    const { changed, gone } = this.#sent.update(this.messages);
    if (gone.length > 0) {
      const event: CoderEvent = { type: 'messages-gone', ids: [...gone] };
      super.broadcast(JSON.stringify(event));
    }
    for (const message of changed) {
      super.broadcast(JSON.stringify({ type: 'cf_agent_message_updated', message: shownMessage(message) }));
    }
  }

  /** Called when the coder wakes: pages read the transcript as it is then when they connect. */
  protected markTranscriptSent(): void {
    this.#sent.update(this.messages);
  }

  /** Has every message from a page handled by `handle`, which passes to the SDK what the SDK may have. */
  protected filterMessages(
    handle: (connection: Connection, message: unknown, pass: () => Promise<void>) => Promise<void>,
  ): void {
    // The SDK wraps `onMessage` in its constructor, outside any override: this wraps the SDK's in turn.
    const sdkOnMessage = this.onMessage.bind(this);
    this.onMessage = (connection, message) =>
      handle(connection, message, async () => {
        this.#shortenReplay(connection);
        await sdkOnMessage(connection, message);
      });
  }

  /** The SDK sends the chunks of a reply that a page has missed by itself, past {@link broadcast}. */
  #shortenReplay(connection: Connection): void {
    if (this.#shortening.has(connection)) return;
    this.#shortening.add(connection);
    const send = connection.send.bind(connection);
    connection.send = (frame) =>
      send(typeof frame === 'string' && frame.includes('"replay":true') ? shownFrame(frame) : frame);
  }

  override async onChatMessage(): Promise<Response | undefined> {
    return this.#reply?.();
  }

  protected chatHost(): ChatHost {
    const kv = this.values;
    const setAttached = (messageId: string, texts: readonly string[]): void => {
      if (texts.length > 0) kv.put(attachedKey(messageId), [...texts]);
      else kv.delete(attachedKey(messageId));
    };
    return {
      messages: () => inOrder(this.messages, begunAt),
      appendAndReply: async (message, reply) => {
        this.#storedCalls.clear();
        this.#reply = reply;
        try {
          await this.saveMessages((messages) => (message ? [...messages, message] : [...messages]));
        } finally {
          this.#reply = undefined;
        }
      },
      keep: async (messages) => {
        const kept = new Map([...this.messages, ...messages].map((message) => [message.id, message]));
        await this.persistMessages([...kept.values()]);
      },
      drop: async (ids) => {
        const rest = this.messages.filter(({ id }) => !ids.has(id));
        await this.persistMessages(rest, [], { _deleteStaleRows: true });
        for (const id of ids) setAttached(id, []);
      },
      // Not in the transcript, because that is sent to every page.
      attached: (id) => (kv.get(attachedKey(id)) as string[] | undefined) ?? [],
      setAttached,
      streamedCall: (callId) => {
        const streamId = this._resumableStream.activeStreamId;
        if (streamId === null) return undefined;
        this._resumableStream.flushBuffer();
        return callInChunks(
          this._resumableStream.getStreamChunks(streamId).map(({ body }) => body),
          callId,
        );
      },
      flushed: (callId, signal) => this.#storedCalls.whenStored(callId, signal),
      salvage: async () => {
        const streamId = this._resumableStream.activeStreamId;
        if (streamId === null) return;
        await this._persistOrphanedStream(streamId);
        this._resumableStream.complete(streamId);
      },
      state: () => this.state,
      setState: (change) => this.setState({ ...this.state, ...change }),
      openTurn: () => kv.get('openTurn') as OpenTurn | undefined,
      setOpenTurn: (turn) => {
        if (turn) kv.put('openTurn', turn);
        else kv.delete('openTurn');
      },
    };
  }
}

const attachedKey = (messageId: string): string => `attached:${messageId}`;

/** Whether the frame is the SDK's of the whole transcript. Most are chunks of a reply: those are not parsed. */
const isTranscript = (frame: unknown): boolean =>
  typeof frame === 'string' &&
  frame.includes('"cf_agent_chat_messages"') &&
  (JSON.parse(frame) as { type?: unknown }).type === 'cf_agent_chat_messages';
