import { APICallError } from '@ai-sdk/provider';
import { InvalidToolInputError, NoSuchToolError } from 'ai';
import { TandemError } from '../../../shared/errors.ts';
import { formatDuration } from '../../../shared/format-duration.ts';
import { reasonOf } from './provider-reasons.ts';
import { brokeOff, isElsewhere, readOnlyMessage } from './repair-call.ts';

/** What a fault means for whoever waits for the answer. */
export type Fault =
  | { kind: 'no-route' | 'unreadable' | 'broken-off' | NamedFault }
  /** It passes by itself: in `waitMs`, when the server has said so. */
  | { kind: 'busy' | 'overloaded'; waitMs?: number }
  | { kind: 'refused'; status: number }
  /** Our own refusal, in its own words. */
  | { kind: 'ours'; sentence: string };

type NamedFault =
  | 'key'
  | 'address'
  | 'model'
  | 'quota'
  | 'billing'
  | 'region'
  | 'too-long'
  | 'max-tokens'
  | 'no-tools';

/**
 * By what servers say, whatever its status: the same fault is 400 at one, 404 or 500 at another. The first that matches
 * counts. Real answers are in provider-errors.test.ts.
 */
const named: [kind: NamedFault, ...says: RegExp[]][] = [
  ['max-tokens', /max(?:_\w+)?_tokens\W.{0,40}too large/i, /max_tokens: \d+ > \d+/],
  [
    'too-long',
    /context_length_exceeded|exceed_context_size|request_too_large/,
    /(?:exceed|exceeds|exceeded|overflows|than|maximum|only)\b.{0,40}\bcontext (?:length|size|window|limit)/i,
    /(?:model's|with) context length/i,
    /maximum (?:prompt|model) length|(?:prompt|input)(?: is)? too long|input token count.* exceeds|request too large/i,
  ],
  [
    'no-tools',
    /support (?:tool|function)|enable-auto-tool-choice|tools param requires/i,
    /\btool(?:s|.?(?:use|choice|calling))\b.{0,20} not supported/i,
  ],
  ['region', /location is not supported|country, region|request not allowed/i],
  ['key', /api[ _]key not valid|invalid[ _]api[ _]key|incorrect api key/i],
  ['quota', /insufficient_quota|exceeded your current quota(?!.*retry in)/i],
  ['billing', /credit balance|insufficient (?:credits|balance)|more credits|billing_|account is not active/i],
  ['model', /model_not_found|not a valid model|model\b.{0,80} (?:not found|does not exist)/i],
];

/**
 * Classifies what a provider's package threw or streamed. Nothing of the provider's own text is kept: it may
 * hold parts of keys.
 */
export function faultOf(error: unknown): Fault {
  if (error instanceof TandemError) return { kind: 'ours', sentence: error.message };
  const reason = reasonOf(error);
  if (!reason) return { kind: isNetworkError(error) ? 'no-route' : 'unreadable' };
  const { status, text } = reason;
  const isCall = APICallError.isInstance(error);
  if (status === undefined && isCall) return { kind: 'no-route' };
  if (status === 413) return { kind: 'too-long' };
  const kind = named.find(([, ...says]) => says.some((pattern) => pattern.test(text)))?.[0];
  if (kind !== undefined) return { kind };
  const waitMs = (isCall ? waitIn(error.responseHeaders) : undefined) ?? waitSaid(text);
  if (status !== undefined) return byStatus(status, waitMs);
  return /server_error|overloaded/i.test(text) ? { kind: 'overloaded' } : { kind: 'unreadable' };
}

function byStatus(status: number, waitMs?: number): Fault {
  const wait = waitMs === undefined ? {} : { waitMs };
  if (status === 401 || status === 403) return { kind: 'key' };
  if (status === 402) return { kind: 'billing' };
  if (status === 404) return { kind: 'address' };
  if (status === 429) return { kind: 'busy', ...wait };
  if (status === 408 || status >= 500) return { kind: 'overloaded', ...wait };
  // A stream that broke after it had begun well has the status it began with.
  return status >= 400 ? { kind: 'refused', status } : { kind: 'broken-off' };
}

/** `retry-after`, in seconds or as a date. */
function waitIn(headers: Record<string, string> = {}): number | undefined {
  const raw = headers['retry-after'];
  if (raw === undefined) return undefined;
  const waitMs = /^\s*\d+(?:\.\d+)?\s*$/.test(raw) ? Number(raw) * 1000 : Date.parse(raw) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}

/** “Please try again in 12s.” */
function waitSaid(text: string): number | undefined {
  const [, number, unit] = /(?:retry|try again) in (\d+(?:\.\d+)?) ?(ms|s)\b/i.exec(text) ?? [];
  return number === undefined ? undefined : Math.ceil(Number(number) * (unit === 's' ? 1_000 : 1));
}

/** Whether a call was not made because a limit of the room or of the server is reached. */
export const isAtLimit = (error: unknown): error is TandemError =>
  error instanceof TandemError && error.code === 'rate_limited';

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
    case 'model':
      return `The model’s server does not know this model. Whoever runs this server can check ${variable}_MODEL; until then choose another model.`;
    case 'region':
      return `The model’s provider does not serve the region that this server is in. Whoever runs this server can set another ${variable}_BASE_URL; until then choose another model.`;
    case 'billing':
      return `The account of this server’s ${variable}_API_KEY has no credit left or is not active. Whoever runs this server can settle that with the provider; until then choose another model.`;
    case 'quota':
      return `The quota of this server’s ${variable}_API_KEY is used up. Whoever runs this server can add to it; until then choose another model.`;
    case 'busy':
      return `The model’s server takes no more requests for now. ${retryMessage(fault.waitMs)}`;
    case 'overloaded':
      return `The model’s server is overloaded or has a fault. ${retryMessage(fault.waitMs)}`;
    case 'too-long':
      return 'The request is too long for the model, even without the older messages. Ask for less at once, or clear the chat and ask again.';
    case 'max-tokens':
      return 'The model’s server was asked for longer answers than this model gives (max_tokens). Choose another model, or have whoever runs the model’s server lower that limit.';
    case 'no-tools':
      return `This model cannot call tools, which the agent works with. Choose another model; whoever runs this server can name one that can in ${variable}_MODEL, or turn tools on in the model’s server.`;
    case 'refused':
      return `The model’s server did not accept the request (${fault.status}). Clear the chat and ask again, or choose another model.`;
    case 'ours':
      return fault.sentence;
    case 'broken-off':
      return brokenOffMessage;
    case 'unreadable':
    default:
      return 'The model’s answer could not be read. Ask again.';
  }
}

export const brokenOffMessage =
  'The model’s answer broke off before its end. Changes so far were kept; Continue goes on from there.';

const retryMessage = (waitMs: number | undefined): string =>
  waitMs === undefined || waitMs < 1000
    ? 'Ask again in a minute, or choose another model.'
    : `Ask again in ${formatDuration(waitMs)}, or choose another model.`;

/** A malformed call of the model, for the room; the model gets more detail and may try again. */
export function badCallMessage(error: unknown): string | undefined {
  if (NoSuchToolError.isInstance(error)) {
    return isElsewhere(error.toolName)
      ? readOnlyMessage
      : `The model asked for “${error.toolName}”, which is no tool; nothing was done.`;
  }
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
