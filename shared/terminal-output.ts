import * as z from 'zod/mini';

/** What a command printed at once, line ends included. */
export const terminalChunkSchema = z.object({ stream: z.enum(['stdout', 'stderr']), text: z.string() });
export type TerminalChunk = z.infer<typeof terminalChunkSchema>;

export const terminalOutputShape = {
  stdout: z.string(),
  stderr: z.string(),
  /**
   * How the two were mixed: how many UTF-16 units were printed to stdout, then to stderr, then to stdout, and so on. Absent
   * when all of stdout came first.
   */
  order: z.optional(z.array(z.int())),
};

interface TerminalOutput {
  stdout: string;
  stderr: string;
  order?: number[] | undefined;
}

/** The output with more of it at its end. */
export function withChunks<T extends TerminalOutput>(output: T, chunks: readonly TerminalChunk[]): T {
  let { stdout, stderr } = output;
  const order = [...(output.order ?? (stderr === '' ? [stdout.length] : [stdout.length, stderr.length]))];
  for (const { stream, text } of chunks) {
    // Those of stderr stand at odd places.
    if (order.length % 2 === (stream === 'stdout' ? 0 : 1)) order.push(0);
    order[order.length - 1] = (order.at(-1) ?? 0) + text.length;
    if (stream === 'stdout') stdout += text;
    else stderr += text;
  }
  const { order: _, ...rest } = output;
  return { ...(rest as T), stdout, stderr, ...(order.length > 2 && { order }) };
}

/** The output in the order in which it was printed. */
export function chunksOf({ stdout, stderr, order }: TerminalOutput): TerminalChunk[] {
  const chunks: TerminalChunk[] = [];
  const at = { stdout: 0, stderr: 0 };
  // All that the lengths do not cover comes last.
  for (const [place, length] of [...(order ?? []), Infinity, Infinity].entries()) {
    const stream = place % 2 === 0 ? 'stdout' : 'stderr';
    const text = (stream === 'stdout' ? stdout : stderr).slice(at[stream], at[stream] + length);
    at[stream] += length;
    if (text !== '') chunks.push({ stream, text });
  }
  return chunks;
}
