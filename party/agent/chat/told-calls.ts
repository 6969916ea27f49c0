/** The calls of the reply that is being streamed, as they come to the disk: what one does must not be known before it. */
export class ToldCalls {
  readonly #told = new Map<string, PromiseWithResolvers<void>>();

  /** It is on disk. */
  add(callId: string): void {
    this.#of(callId).resolve();
  }

  /** Resolves when the call is on disk, or `signal` is aborted: then it may never come to it. */
  async told(callId: string, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = this.#of(callId);
    const onAbort = (): void => resolve();
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    await promise;
    signal.removeEventListener('abort', onAbort);
  }

  /** The reply is over. */
  clear(): void {
    this.#told.clear();
  }

  #of(callId: string): PromiseWithResolvers<void> {
    const known = this.#told.get(callId) ?? Promise.withResolvers<void>();
    this.#told.set(callId, known);
    return known;
  }
}

/** The id of the call that a chunk of a reply's stream tells, if it does. */
export function callToldIn(chunk: string): string | undefined {
  if (!chunk.includes('"tool-input-available"')) return undefined;
  const { type, toolCallId } = JSON.parse(chunk) as { type: string; toolCallId?: string };
  return type === 'tool-input-available' ? toolCallId : undefined;
}
