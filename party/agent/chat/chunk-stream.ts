import type { UIMessageChunk } from 'ai';

/** The chunks as a stream, which ends early where they break: the pages would be sent the raw error. */
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

/** Whoever follows a turn may go away at any time; that is no error of the turn, which goes on. */
export function endQuietly(work: Promise<unknown>): void {
  work.catch(() => undefined);
}
