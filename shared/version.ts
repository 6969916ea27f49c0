import * as z from 'zod/mini';
import type { User } from './roles.ts';

/** One update of the room's document, as the coder logged it. */
export interface Version {
  version: number;
  /** ms since the epoch. */
  timestamp: number;
  /** Who wrote in it. Empty when unknown: an update from a page that only deletes names no author. */
  authors: User[];
  /** The size of the update. */
  bytes: number;
  /** The agent's turn that it belongs to. */
  turn?: string;
}

/** Body of `POST history/<version>/restore`: the files to restore, by their path then or now; by default all. */
export const restoreRequestSchema = z.strictObject({
  paths: z.optional(z.array(z.string()).check(z.minLength(1))),
});
