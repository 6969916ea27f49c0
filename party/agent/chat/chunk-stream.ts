import type { UIMessageChunk } from 'ai';

/** Turns chunks into a stream that ends where they throw: an error in it would be sent to the pages as it is. */
export function streamOf(chunks: AsyncGenerator<UIMessageChunk>): ReadableStream<UIMessageChunk> {
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await chunks.next().catch((error: unknown) => {
        console.error('tandem: a turn broke off:', error);
        return { done: true, value: undefined } as const;
      });
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

/** Ignores a rejection: whoever follows a turn may leave at any time, and the turn goes on. */
export function endQuietly(work: Promise<unknown>): void {
  work.catch(() => undefined);
}
