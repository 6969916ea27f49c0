import { AIChatAgent } from '@cloudflare/ai-chat';
import type { Connection } from 'agents';
import { type AgentState, type CoderEvent, inOrder } from '../../../shared/chat.ts';
import type { Env } from '../../env.ts';
import { begunAt, type ChatHost, type OpenTurn } from './chat-host.ts';
import { callIn, StoredCalls } from './stored-calls.ts';
import { SentTranscript } from './sent-transcript.ts';

/**
 * The SDK's agent as a {@link ChatHost}. Only this class uses the SDK's internals: it has no public call to delete single
 * messages or to flush a stream to disk at once, and it settles a stream that a kill interrupted only by answering again.
 */
export abstract class SdkChatHost extends AIChatAgent<Env, AgentState> {
  /** Loads the whole transcript, which has a limit of its own: a message that is not loaded could not be deleted. */
  override hydrationByteBudget = Infinity;
  readonly #storedCalls = new StoredCalls();
  readonly #sent = new SentTranscript();

  /** What the turn in progress answers with. The SDK asks for it in {@link onChatMessage}, in the middle of `saveMessages`. */
  #reply: (() => Response) | undefined;

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

  /**
   * Sends only the changed messages of the transcript, one by one, to all pages. The SDK would skip pages that wait for a
   * stream, and send those everything again with the next change.
   */
  override broadcast(frame: string | ArrayBuffer | ArrayBufferView, without?: string[]): void {
    const changes = this.#sent.changesIn(frame);
    if (!changes) {
      super.broadcast(frame, without);
      return;
    }
    if (changes.gone.length > 0) {
      const event: CoderEvent = { type: 'messages-gone', ids: [...changes.gone] };
      super.broadcast(JSON.stringify(event));
    }
    for (const message of changes.changed) {
      super.broadcast(JSON.stringify({ type: 'cf_agent_message_updated', message }));
    }
  }

  /** Called when the coder wakes: pages read the transcript as it is then when they connect. */
  protected markTranscriptSent(): void {
    this.#sent.reset(this.messages);
  }

  /** Has every message from a page handled by `handle`, which passes to the SDK what the SDK may have. */
  protected filterMessages(
    handle: (connection: Connection, message: unknown, pass: () => Promise<void>) => Promise<void>,
  ): void {
    // The SDK wraps `onMessage` in its constructor, outside any override: this wraps the SDK's in turn.
    const sdkOnMessage = this.onMessage.bind(this);
    this.onMessage = (connection, message) =>
      handle(connection, message, async () => sdkOnMessage(connection, message));
  }

  override async onChatMessage(): Promise<Response | undefined> {
    return this.#reply?.();
  }

  protected chatHost(): ChatHost {
    const { kv } = this.ctx.storage;
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
      attached: (id) => kv.get<string[]>(attachedKey(id)) ?? [],
      setAttached,
      flushed: (callId, signal) => this.#storedCalls.whenStored(callId, signal),
      salvage: async () => {
        const streamId = this._resumableStream.activeStreamId;
        if (streamId === null) return;
        await this._persistOrphanedStream(streamId);
        this._resumableStream.complete(streamId);
      },
      state: () => this.state,
      setState: (change) => this.setState({ ...this.state, ...change }),
      openTurn: () => kv.get<OpenTurn>('openTurn'),
      setOpenTurn: (turn) => {
        if (turn) kv.put('openTurn', turn);
        else kv.delete('openTurn');
      },
    };
  }
}

const attachedKey = (messageId: string): string => `attached:${messageId}`;
