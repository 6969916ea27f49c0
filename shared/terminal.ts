import * as z from 'zod/mini';
import { runLimits } from './limits.ts';
import { userSchema } from './roles.ts';

/** Body of `POST terminal`. */
export const terminalRequestSchema = z.strictObject({
  command: z.string().check(z.maxLength(runLimits.maxCommandBytes)),
});

/** One command in the room's terminal, and what it said. */
export const terminalLineSchema = z.object({
  /** Counts the room's commands from 1. */
  id: z.int(),
  /** ms since the epoch. */
  at: z.number(),
  by: userSchema,
  /** Where it ran, e.g. `/work/src`: each person's shell stands where they left it. */
  cwd: z.string(),
  command: z.string(),
  /** Where the person's shell stands since. */
  cwdAfter: z.optional(z.string()),
  /** `timeout`: the shell did not answer in its time. `lost`: the server stopped before it was over. */
  state: z.enum(['running', 'ended', 'stopped', 'timeout', 'lost']),
  stdout: z.string(),
  stderr: z.string(),
  /** Of `node FILE`: the run that it is, which has what the program prints as it comes. */
  runId: z.optional(z.string()),
  /** Of an ended command. */
  exitCode: z.optional(z.int()),
});
export type TerminalLine = z.infer<typeof terminalLineSchema>;
