/** Which calls of the streaming reply are on disk: a call's effects must not be visible before it is stored. */
export class StoredCalls {
  readonly #byCall = new Map<string, PromiseWithResolvers<void>>();

  /** Marks a call as stored. */
  add(callId: string): void {
    this.#of(callId).resolve();
  }

  /** Resolves when the call is on disk. Also when `signal` is aborted: then it may never get there. */
  async whenStored(callId: string, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = this.#of(callId);
    const onAbort = (): void => resolve();
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    await promise;
    signal.removeEventListener('abort', onAbort);
  }

  /** Forgets the calls of a reply that is over. */
  clear(): void {
    this.#byCall.clear();
  }

  #of(callId: string): PromiseWithResolvers<void> {
    const known = this.#byCall.get(callId) ?? Promise.withResolvers<void>();
    this.#byCall.set(callId, known);
    return known;
  }
}

/** The id of the call in a chunk of a reply, if the chunk completes one. */
export function callIn(chunk: string): string | undefined {
  if (!chunk.includes('"tool-input-available"')) return undefined;
  const { type, toolCallId } = JSON.parse(chunk) as { type: string; toolCallId?: string };
  return type === 'tool-input-available' ? toolCallId : undefined;
}
