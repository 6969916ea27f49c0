import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider';
import { wrapLanguageModel } from 'ai';
import { modelLimits } from '../../../shared/limits.ts';
import { formatDuration } from '../../../shared/format-duration.ts';
import { after } from '../../../shared/timers.ts';
import { faultOf } from './provider-errors.ts';

/**
 * A model that waits out transient faults, at most {@link modelLimits.maxTries} tries a call. `onNotice` gets a
 * sentence on what is going on, and undefined when it is over. A stream that has said something, even if only what the
 * model thinks, is never begun again: the room has read it.
 */
export function withRetries(
  model: LanguageModelV4,
  onNotice: (notice: string | undefined) => void,
): LanguageModelV4 {
  async function call(
    inner: LanguageModelV4,
    params: LanguageModelV4CallOptions,
  ): Promise<LanguageModelV4StreamResult> {
    for (let tries = 1; ; tries++) {
      try {
        return await begun(await inner.doStream(params));
      } catch (error) {
        params.abortSignal?.throwIfAborted();
        const waitMs = waitFor(error, tries);
        if (waitMs === undefined) throw error;
        const what =
          faultOf(error).kind === 'busy' ? 'takes no more requests for now' : 'is overloaded or out of reach';
        onNotice(
          `The model’s server ${what}. Trying again in ${formatDuration(waitMs)} (${tries + 1} of ${modelLimits.maxTries}).`,
        );
        await wait(waitMs, params.abortSignal);
      }
    }
  }

  return wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: 'v4',
      wrapStream: async ({ model: inner, params }) => {
        try {
          return await call(inner, params);
        } finally {
          onNotice(undefined);
        }
      },
    },
  });
}

/** How long to wait before the next try; undefined when there is none. */
function waitFor(error: unknown, tries: number): number | undefined {
  const fault = faultOf(error);
  if (tries >= modelLimits.maxTries) return undefined;
  if (fault.kind === 'no-route') return modelLimits.retryMs * 2 ** (tries - 1);
  if (fault.kind !== 'busy' && fault.kind !== 'overloaded') return undefined;
  const waitMs = fault.waitMs ?? modelLimits.retryMs * 2 ** (tries - 1);
  return waitMs <= modelLimits.maxRetryMs ? waitMs : undefined;
}

/** Parts that nobody sees. */
const silent: ReadonlySet<LanguageModelV4StreamPart['type']> = new Set([
  'stream-start',
  'response-metadata',
  'text-start',
  'text-end',
  'reasoning-start',
  'reasoning-end',
  'raw',
  'custom',
]);

/** Waits until the answer says something. @throws the error that breaks it before that */
async function begun(result: LanguageModelV4StreamResult): Promise<LanguageModelV4StreamResult> {
  const reader = result.stream.getReader();
  const first: LanguageModelV4StreamPart[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (value.type === 'error') {
      await reader.cancel();
      throw value.error;
    }
    first.push(value);
    const isEmpty = (value.type === 'text-delta' || value.type === 'reasoning-delta') && value.delta === '';
    if (!silent.has(value.type) && !isEmpty) break;
  }
  const stream = new ReadableStream<LanguageModelV4StreamPart>({
    async pull(controller) {
      const part = first.shift();
      if (part) return controller.enqueue(part);
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { ...result, stream };
}

/** @throws the signal's reason when it is aborted meanwhile. */
function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal?.reason as Error);
    signal?.addEventListener('abort', onAbort, { once: true });
    after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
  });
}
