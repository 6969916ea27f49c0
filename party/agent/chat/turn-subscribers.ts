import type { UIMessageChunk } from 'ai';

type Begin = (chunks: ReadableStream<UIMessageChunk>) => void;

/** Who waits for the turn of which message: for its end, and some for each chunk of it. */
export class TurnSubscribers {
  readonly #byMessage = new Map<string, { begin?: Begin; end: PromiseWithResolvers<void> }[]>();

  /** Resolves when the message's turn is over. */
  add(messageId: string, begin?: Begin): Promise<void> {
    const end = Promise.withResolvers<void>();
    const waiters = this.#byMessage.get(messageId) ?? [];
    this.#byMessage.set(messageId, [...waiters, { end, ...(begin === undefined ? {} : { begin }) }]);
    return end.promise;
  }

  /** The message's turn begins: a copy of its chunks for everyone who wants them, the stream itself for the caller. */
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
