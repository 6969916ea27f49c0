import * as z from 'zod/mini';
import { runLimits } from './limits.ts';
import { userSchema } from './roles.ts';
import { terminalOutputShape } from './terminal-output.ts';

/** Body of `POST terminal`. */
export const terminalRequestSchema = z.strictObject({
  command: z.string().check(z.maxLength(runLimits.maxCommandLength)),
  /** The caller shows the output as a terminal does: in colours. */
  tty: z.optional(z.boolean()),
});

/** One command in the room's terminal, with its output. */
export const terminalLineSchema = z.object({
  /** Counts the room's commands from 1. */
  id: z.int(),
  /** ms since the epoch. */
  at: z.number(),
  by: userSchema,
  /** Where it ran, e.g. `/work/src`: each person's shell keeps its own working directory. */
  cwd: z.string(),
  command: z.string(),
  /** The shell's working directory afterwards. */
  cwdAfter: z.optional(z.string()),
  /** `timeout`: the shell did not answer in time. `lost`: the server stopped before the command ended. */
  state: z.enum(['running', 'ended', 'stopped', 'timeout', 'lost']),
  ...terminalOutputShape,
  /** Only the end of its output is here, as joining pages get it; `GET terminal/<id>` has all that is kept. */
  cut: z.optional(z.literal(true)),
  /** Of `node FILE`: its run, which streams the program's output. */
  runId: z.optional(z.string()),
  /** Of an ended command. */
  exitCode: z.optional(z.int()),
});
export type TerminalLine = z.infer<typeof terminalLineSchema>;
