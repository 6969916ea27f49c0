import { APICallError } from '@ai-sdk/provider';
import { RetryError } from 'ai';

/**
 * What went wrong with a model, as a sentence for the room: what happened and who can do what about it.
 * Nothing of the provider's own text is passed on: it may hold parts of keys.
 */
export function sayFailure(error: unknown): string {
  const cause = RetryError.isInstance(error) ? error.lastError : error;
  if (!APICallError.isInstance(cause)) {
    return isNetworkError(cause) ? noRoute : 'The model’s answer could not be read. Ask again.';
  }
  const { statusCode } = cause;
  if (statusCode === undefined) return noRoute;
  if (statusCode === 401 || statusCode === 403) {
    return 'The model’s server refused the API key. Whoever runs this server can set another OPENAI_API_KEY.';
  }
  if (statusCode === 404) {
    return 'The model’s server does not know this model or address. Whoever runs this server can check OPENAI_MODEL and OPENAI_BASE_URL.';
  }
  if (statusCode === 429) {
    return 'The model’s server takes no more requests for now: too many at once, or the quota is used up. Try again in a minute.';
  }
  if (statusCode >= 500) return 'The model’s server is overloaded or has a fault. Try again in a minute.';
  if (statusCode >= 400) {
    return `The model’s server did not accept the request (${statusCode}). The conversation may be too long for it: clear the chat and ask again.`;
  }
  // A stream that broke after it had begun well.
  return cutOff;
}

export const cutOff =
  'The model’s answer was cut off before its end. What was done until then is kept; ask again for the rest.';

const noRoute =
  'The model’s server cannot be reached. Whoever runs this server can check OPENAI_BASE_URL and the network.';

/** For the log: what kind of error it was, without the texts that a provider puts into it. */
export function failureForLog(error: unknown): string {
  const cause = RetryError.isInstance(error) ? error.lastError : error;
  if (APICallError.isInstance(cause)) return `${cause.name} ${cause.statusCode ?? 'without an answer'}`;
  return cause instanceof Error ? cause.name : typeof cause;
}

const isNetworkError = (error: unknown): boolean =>
  error instanceof TypeError ||
  (error instanceof Error && /network|connection|socket|fetch/i.test(error.message));
