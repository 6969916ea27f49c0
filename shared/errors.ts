import * as z from 'zod/mini';
import english from 'zod/v4/locales/en.js';
import { formatDuration } from './format-duration.ts';

// zod/mini ships no messages: without a locale every issue reads "Invalid input".
z.config(english());

/** The code of every error that crosses a boundary as data, with its HTTP status. */
export const statusByCode = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  /** The turn was stopped before or during the operation. */
  stopped: 409,
  too_large: 413,
  unprocessable: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof statusByCode;

/** `code` is one of {@link statusByCode}, or a newer one: an older page shows the message of any. */
export const errorBodySchema = z.object({
  error: z.object({ code: z.string(), message: z.string() }),
});

/** An error that may be shown to whoever caused it: its message says what to do. */
export class TandemError extends Error {
  readonly code: ErrorCode;
  /** How long to wait before trying again. */
  readonly retryAfterMs: number | undefined;
  constructor(code: ErrorCode, message: string, options?: ErrorOptions & { retryAfterMs?: number }) {
    super(message, options);
    this.name = 'TandemError';
    this.code = code;
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/** The message of whatever was thrown. */
export const errorMessage = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** @param what a sentence that names the exceeded limit */
export const rateLimited = (what: string, retryAfterMs: number): TandemError =>
  new TandemError('rate_limited', `${what} Try again in ${formatDuration(retryAfterMs)}.`, { retryAfterMs });

/**
 * `{error: {code, message}}` with the code's status. Anything but a TandemError becomes `internal`, without the original
 * message.
 */
export function errorResponse(error: unknown): Response {
  const known =
    error instanceof TandemError
      ? error
      : new TandemError('internal', 'Something went wrong on the server. Try again.');
  const { code, message, retryAfterMs } = known;
  const headers: Record<string, string> =
    retryAfterMs === undefined ? {} : { 'Retry-After': `${Math.ceil(retryAfterMs / 1000)}` };
  return Response.json({ error: { code, message } }, { status: statusByCode[code], headers });
}
