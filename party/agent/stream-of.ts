import type { UIMessageChunk } from 'ai';

/** Time for a chunk to get from the turn to where it is kept. */
const flushDelayMs = 50;

/** The chunks as a stream. `flush` puts on disk what has passed through. */
export function streamOf(
  chunks: AsyncGenerator<UIMessageChunk>,
  flush: () => void,
): ReadableStream<UIMessageChunk> {
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await chunks.next();
      if (done) return controller.close();
      controller.enqueue(value);
      // A call is told to the disk when it has passed through: a kill while its tool works must not hide it.
      if (value.type === 'tool-input-available') setTimeout(flush, flushDelayMs);
    },
  });
}

/** Resolves when what the turn has told until now is on disk. */
export function keptByNow(flush: () => void): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => {
      flush();
      resolve();
    }, flushDelayMs);
  });
}

/** Whoever follows a turn may go away at any time; that is no error of the turn, which goes on. */
export function endQuietly(work: Promise<unknown>): void {
  work.catch(() => undefined);
}
