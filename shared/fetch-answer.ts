import * as z from 'zod/mini';

/** What a program gets for a request of `env.FETCH`. Apart from `run.ts`, of which the page loads every schema. */

const fetchErrorCodeSchema = z.enum([
  'URL_NOT_ALLOWED',
  'METHOD_NOT_ALLOWED',
  'HEADER_NOT_ALLOWED',
  'FETCH_FAILED',
]);
export type FetchErrorCode = z.infer<typeof fetchErrorCodeSchema>;

export const fetchFailureSchema = z.object({
  error: z.object({ code: fetchErrorCodeSchema, message: z.string() }),
});

export const fetchResponseSchema = z.object({
  /** The URL after all redirects. */
  url: z.string(),
  status: z.number(),
  ok: z.boolean(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  durationMs: z.number(),
});
export type FetchAnswer<Body = string> =
  | (Omit<z.infer<typeof fetchResponseSchema>, 'body'> & { body: Body })
  | z.infer<typeof fetchFailureSchema>;
