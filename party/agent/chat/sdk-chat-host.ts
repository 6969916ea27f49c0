import { AIChatAgent } from '@cloudflare/ai-chat';
import { type AgentState, type CoderEvent, inOrder } from '../../../shared/chat.ts';
import type { Env } from '../../env.ts';
import { begunAt, type ChatHost, type OpenTurn } from './chat-host.ts';
import { callToldIn, ToldCalls } from './told-calls.ts';
import { ToldTranscript } from './told-transcript.ts';

/**
 * The SDK's agent as a {@link ChatHost}. All that is used of its inner parts stands here: it has no call of its own that
 * deletes single messages, none that puts a stream on disk before its next chunk, and it would settle a stream that a
 * kill cut off only as it has the turn answered again.
 */
export abstract class SdkChatHost extends AIChatAgent<Env, AgentState> {
  /** All of the transcript, which has a limit of its own: a message that is not read could not be taken out. */
  override hydrationByteBudget = Infinity;
  readonly #toldCalls = new ToldCalls();
  readonly #told = new ToldTranscript();

  /** What is in memory is not what is to be on disk: nothing of the state is kept or told any more. */
  protected isFrozen = false;

  override setState(state: AgentState): void {
    if (!this.isFrozen) super.setState(state);
  }

  /** A call is put on disk at once: a kill while its tool works must not hide it. */
  protected override async _storeStreamChunk(streamId: string, body: string): Promise<number | undefined> {
    const sequence = await super._storeStreamChunk(streamId, body);
    const callId = callToldIn(body);
    if (callId !== undefined) {
      this._resumableStream.flushBuffer();
      this.#toldCalls.add(callId);
    }
    return sequence;
  }

  /**
   * Of the transcript the pages are told what is new, each message by itself, and all of them: the SDK leaves out those
   * that wait for a stream, to whom it would tell everything again with the next change.
   */
  override broadcast(frame: string | ArrayBuffer | ArrayBufferView, without?: string[]): void {
    const news = this.#told.newsIn(frame);
    if (!news) {
      super.broadcast(frame, without);
      return;
    }
    if (news.gone.length > 0) {
      const event: CoderEvent = { type: 'messages-gone', ids: [...news.gone] };
      super.broadcast(JSON.stringify(event));
    }
    for (const message of news.changed) {
      super.broadcast(JSON.stringify({ type: 'cf_agent_message_updated', message }));
    }
  }

  /** What is there as the coder wakes, the pages have read. */
  protected pagesKnowTranscript(): void {
    this.#told.know(this.messages);
  }

  protected chatHost(): ChatHost {
    const { kv } = this.ctx.storage;
    const setAttached = (messageId: string, texts: readonly string[]): void => {
      if (texts.length > 0) kv.put(attachedKey(messageId), [...texts]);
      else kv.delete(attachedKey(messageId));
    };
    return {
      messages: () => inOrder(this.messages, begunAt),
      appendAndReply: async (message) => {
        this.#toldCalls.clear();
        await this.saveMessages((messages) => (message ? [...messages, message] : [...messages]));
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
      // Beside the transcript, which every page is sent.
      attached: (id) => kv.get<string[]>(attachedKey(id)) ?? [],
      setAttached,
      flushed: (callId, signal) => this.#toldCalls.told(callId, signal),
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
