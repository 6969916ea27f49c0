import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider';
import { wrapLanguageModel } from 'ai';
import { agentLimits } from '../../../shared/limits.ts';
import { formatDuration } from '../../../shared/format-duration.ts';
import { after } from '../../../shared/timers.ts';
import { faultOf } from './provider-errors.ts';
import { shorten, type PromptTrim, nextTrim } from './shorten-prompt.ts';

export interface RetryingModel {
  model: LanguageModelV4;
  /** How many older requests were left out of the last call. */
  leftOut(): number;
}

/**
 * A model for one turn that waits out transient faults, at most {@link agentLimits.maxModelTries} tries a
 * call, and leaves out older messages when the conversation is too long for it. `onNotice` gets a sentence on
 * what is going on, and undefined when it is over. A stream that has said something, even if only what the model
 * thinks, is never begun again: the room has read it.
 */
export function withRetries(
  model: LanguageModelV4,
  onNotice: (notice: string | undefined) => void,
): RetryingModel {
  let shortening: PromptTrim | undefined;
  let leftOut = 0;

  async function call(
    inner: LanguageModelV4,
    params: LanguageModelV4CallOptions,
  ): Promise<LanguageModelV4StreamResult> {
    for (let tries = 1; ;) {
      const short = shortening && shorten(params.prompt, shortening);
      leftOut = short?.leftOut ?? 0;
      try {
        return await begun(await inner.doStream(short ? { ...params, prompt: short.prompt } : params));
      } catch (error) {
        params.abortSignal?.throwIfAborted();
        const fault = faultOf(error);
        const next = fault.kind === 'too-long' ? nextTrim(params.prompt, shortening) : undefined;
        if (next) {
          shortening = next;
          onNotice('The conversation is too long for the model: leaving out its oldest part.');
          continue;
        }
        const waitMs = waitFor(error, tries);
        if (waitMs === undefined) throw error;
        tries++;
        const what =
          fault.kind === 'busy' ? 'takes no more requests for now' : 'is overloaded or out of reach';
        onNotice(
          `The model’s server ${what}. Trying again in ${formatDuration(waitMs)} (${tries} of ${agentLimits.maxModelTries}).`,
        );
        await wait(waitMs, params.abortSignal);
      }
    }
  }

  return {
    leftOut: () => leftOut,
    model: wrapLanguageModel({
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
    }),
  };
}

/** How long to wait before the next try; undefined when there is none. */
function waitFor(error: unknown, tries: number): number | undefined {
  const fault = faultOf(error);
  if (tries >= agentLimits.maxModelTries) return undefined;
  if (fault.kind === 'no-route') return agentLimits.modelRetryMs * 2 ** (tries - 1);
  if (fault.kind !== 'busy' && fault.kind !== 'overloaded') return undefined;
  const waitMs = fault.waitMs ?? agentLimits.modelRetryMs * 2 ** (tries - 1);
  return waitMs <= agentLimits.maxModelRetryMs ? waitMs : undefined;
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
