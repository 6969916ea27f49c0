import { APICallError } from '@ai-sdk/provider';
import { InvalidToolInputError, NoSuchToolError } from 'ai';
import * as z from 'zod/mini';
import { TandemError } from '../../../shared/errors.ts';
import { formatDuration } from '../../../shared/format-duration.ts';
import { brokeOff } from './repair-call.ts';

/** What a fault means for whoever waits for the answer. */
export type Fault =
  | { kind: 'no-route' | 'key' | 'address' | 'quota' | 'too-long' | 'unreadable' | 'broken-off' }
  /** It passes by itself: in `waitMs`, when the server has said so. */
  | { kind: 'busy' | 'overloaded'; waitMs?: number }
  | { kind: 'refused'; status: number }
  /** A quota of this server is used up. */
  | { kind: 'limit'; sentence: string };

/** An error in a stream that began well, as the providers' packages give it. */
const streamErrorSchema = z.object({ statusCode: z.optional(z.number()), type: z.optional(z.string()) });
const codeSchema = z.object({ error: z.object({ code: z.unknown() }) });

/**
 * Classifies what a provider's package threw or streamed. Nothing of the provider's own text is kept: it may
 * hold parts of keys.
 */
export function faultOf(error: unknown): Fault {
  if (error instanceof TandemError) return { kind: 'limit', sentence: error.message };
  if (APICallError.isInstance(error)) {
    const { statusCode, responseHeaders = {}, data, message } = error;
    if (statusCode === undefined) return { kind: 'no-route' };
    const code = codeSchema.safeParse(data).data?.error.code;
    if (statusCode === 413 || code === 'context_length_exceeded' || /prompt is too long/i.test(message)) {
      return { kind: 'too-long' };
    }
    if (code === 'insufficient_quota') return { kind: 'quota' };
    return byStatus(statusCode, waitIn(responseHeaders));
  }
  const streamed = streamErrorSchema.safeParse(error);
  if (streamed.success && streamed.data.statusCode !== undefined) return byStatus(streamed.data.statusCode);
  if (streamed.data?.type === 'server_error') return { kind: 'overloaded' };
  return { kind: isNetworkError(error) ? 'no-route' : 'unreadable' };
}

function byStatus(status: number, waitMs?: number): Fault {
  const wait = waitMs === undefined ? {} : { waitMs };
  if (status === 401 || status === 403) return { kind: 'key' };
  if (status === 404) return { kind: 'address' };
  if (status === 429) return { kind: 'busy', ...wait };
  if (status === 408 || status >= 500) return { kind: 'overloaded', ...wait };
  // A stream that broke after it had begun well has the status it began with.
  return status >= 400 ? { kind: 'refused', status } : { kind: 'broken-off' };
}

/** `retry-after`, in seconds or as a date. */
function waitIn(headers: Record<string, string>): number | undefined {
  const raw = headers['retry-after'];
  if (raw === undefined) return undefined;
  const waitMs = /^\s*\d+(?:\.\d+)?\s*$/.test(raw) ? Number(raw) * 1000 : Date.parse(raw) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}

/** What went wrong with a model, as a sentence for the room: what happened and who can do what about it. */
export function failureMessage(error: unknown, provider: string): string {
  const fault = faultOf(error);
  const variable = provider.startsWith('anthropic') ? 'ANTHROPIC' : 'OPENAI';
  switch (fault.kind) {
    case 'no-route':
      return `The model’s server cannot be reached. Whoever runs this server can check ${variable}_BASE_URL and the network.`;
    case 'key':
      return `The model’s server refused the API key. Whoever runs this server can set another ${variable}_API_KEY.`;
    case 'address':
      return `The model’s server does not know this model or address. Whoever runs this server can check ${variable}_MODEL and ${variable}_BASE_URL.`;
    case 'quota':
      return `The quota of this server’s ${variable}_API_KEY is used up. Whoever runs this server can add to it; until then choose another model.`;
    case 'busy':
      return `The model’s server takes no more requests for now. ${retryMessage(fault.waitMs)}`;
    case 'overloaded':
      return `The model’s server is overloaded or has a fault. ${retryMessage(fault.waitMs)}`;
    case 'too-long':
      return 'The request is too long for the model, even without the older messages. Ask for less at once, or clear the chat and ask again.';
    case 'refused':
      return `The model’s server did not accept the request (${fault.status}). Clear the chat and ask again, or choose another model.`;
    case 'limit':
      return fault.sentence;
    case 'broken-off':
      return brokenOffMessage;
    case 'unreadable':
    default:
      return 'The model’s answer could not be read. Ask again.';
  }
}

export const brokenOffMessage =
  'The model’s answer broke off before its end. What was done until then is kept; ask again for the rest.';

const retryMessage = (waitMs: number | undefined): string =>
  waitMs === undefined || waitMs < 1000
    ? 'Ask again in a minute, or choose another model.'
    : `Ask again in ${formatDuration(waitMs)}, or choose another model.`;

/** A malformed call of the model, for the room; the model gets more detail and may try again. */
export function badCallMessage(error: unknown): string | undefined {
  if (NoSuchToolError.isInstance(error)) return `The model asked for “${error.toolName}”, which is no tool.`;
  if (!InvalidToolInputError.isInstance(error)) return undefined;
  return brokeOff(error.message)
    ? 'The model’s answer broke off in the middle of this call; nothing was done.'
    : 'The model’s call was malformed; nothing was done.';
}

/** For the log: what kind of error it was, without the texts that a provider puts into it. */
export function failureForLog(error: unknown): string {
  if (APICallError.isInstance(error)) return `${error.name} ${error.statusCode ?? 'without an answer'}`;
  return error instanceof Error ? error.name : typeof error;
}

const isNetworkError = (error: unknown): boolean =>
  error instanceof TypeError ||
  (error instanceof Error && /network|connection|socket|fetch|terminated/i.test(error.message));
