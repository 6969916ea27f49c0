import * as z from 'zod/mini';
import english from 'zod/v4/locales/en.js';
import { sayTime } from './say-time.ts';

// The small Zod has no words of its own, and says only "Invalid input" of whatever a schema refuses.
z.config(english());

/** Codes of every error that crosses a boundary as data, and the HTTP status each is answered with. */
const statusByCode = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  /** A turn was stopped before, or in the middle of, what it was to do. */
  stopped: 409,
  too_large: 413,
  unprocessable: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof statusByCode;

export const errorBodySchema = z.object({
  error: z.object({ code: z.string(), message: z.string() }),
});

/** An error with a code that may be shown to whoever caused it: the message says what to do. */
export class TandemError extends Error {
  readonly code: ErrorCode;
  /** When the same may be asked again. */
  readonly retryAfterMs: number | undefined;
  constructor(code: ErrorCode, message: string, options?: ErrorOptions & { retryAfterMs?: number }) {
    super(message, options);
    this.name = 'TandemError';
    this.code = code;
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/** Too much of something. @param what a sentence that says of what */
export const rateLimited = (what: string, retryAfterMs: number): TandemError =>
  new TandemError('rate_limited', `${what} Try again in ${sayTime(retryAfterMs)}.`, { retryAfterMs });

/** `{error: {code, message}}` with the code's status. Anything that is not a TandemError becomes `internal`, its text kept back. */
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
