import * as z from 'zod/mini';
import type { User } from './roles.ts';

/** One update of the room's document, as the coder logged it. */
export interface Version {
  version: number;
  /** ms since the epoch. */
  timestamp: number;
  /** Who wrote in it. Empty where it is known of nobody: someone in a page who only deleted. */
  authors: User[];
  /** Of the update. */
  bytes: number;
  /** The agent's turn that it belongs to. */
  turn?: string;
}

/** Body of `POST history/<version>/restore`: the files meant, as they were called then or are now; without it all. */
export const restoreRequestSchema = z.strictObject({
  paths: z.optional(z.array(z.string()).check(z.minLength(1))),
});
