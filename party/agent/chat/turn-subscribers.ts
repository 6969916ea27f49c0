import type { UIMessageChunk } from 'ai';

type Begin = (chunks: ReadableStream<UIMessageChunk>) => void;

/** Waits for the end of a message's turn, and where wanted for its chunks. */
export class TurnSubscribers {
  readonly #byMessage = new Map<string, { begin?: Begin; end: PromiseWithResolvers<void> }[]>();

  /** Resolves when the message's turn is over. */
  add(messageId: string, begin?: Begin): Promise<void> {
    const end = Promise.withResolvers<void>();
    const subscribers = this.#byMessage.get(messageId) ?? [];
    this.#byMessage.set(messageId, [...subscribers, { end, ...(begin === undefined ? {} : { begin }) }]);
    return end.promise;
  }

  /** Copies the chunks of a turn that begins to everyone who wants them. @returns the stream for the caller */
  onStart(messageId: string, stream: ReadableStream<UIMessageChunk>): ReadableStream<UIMessageChunk> {
    let rest = stream;
    for (const { begin } of this.#byMessage.get(messageId) ?? []) {
      if (!begin) continue;
      const [mine, theirs] = rest.tee();
      rest = mine;
      begin(theirs);
    }
    return rest;
  }

  onEnd(messageId: string, error?: Error): void {
    for (const { end } of this.#byMessage.get(messageId) ?? []) {
      if (error) end.reject(error);
      else end.resolve();
    }
    this.#byMessage.delete(messageId);
  }
}
