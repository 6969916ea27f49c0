import * as z from 'zod/mini';
import { userSchema } from './roles.ts';

/** One update of the room's document, as the coder logged it. */
export const versionSchema = z.object({
  version: z.int(),
  /** ms since the epoch. */
  timestamp: z.number(),
  /** Who wrote in it. Empty when unknown: an update from a page that only deletes names no author. */
  authors: z.array(userSchema),
  /** The size of the update. */
  bytes: z.int(),
  /** The agent's turn that it belongs to. */
  turn: z.optional(z.string()),
});
export type Version = z.infer<typeof versionSchema>;

/** Body of `POST history/<version>/restore`: the files to restore, by their path then or now; by default all. */
export const restoreRequestSchema = z.strictObject({
  paths: z.optional(z.array(z.string()).check(z.minLength(1))),
});
