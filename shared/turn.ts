import * as z from 'zod/mini';

/** A file as a turn changed it, in whole lines. */
export const turnFileSchema = z.object({ path: z.string(), added: z.int(), removed: z.int() });
export type TurnFile = z.infer<typeof turnFileSchema>;

/** One turn of the agent that wrote something. */
export const turnSchema = z.object({
  id: z.string(),
  /** When it first wrote, ms since the epoch. */
  at: z.number(),
  state: z.enum(['done', 'undone']),
  files: z.array(turnFileSchema),
});
export type Turn = z.infer<typeof turnSchema>;

/** What undoing or redoing a turn does to one file. */
export const turnChangeSchema = z.extend(turnFileSchema, {
  /** `@@ line @@`, then `-` and `+` lines. */
  diff: z.string(),
  /** The file changes its path, appears (`from` null) or goes to the trash (`to` null). */
  moved: z.optional(z.object({ from: z.nullable(z.string()), to: z.nullable(z.string()) })),
  /** Lines that stay changed, counted from 1 in the text after it: others wrote in them since the turn began. */
  left: z.array(z.object({ line: z.int(), by: z.string() })),
});
export type TurnChange = z.infer<typeof turnChangeSchema>;

/** Body of `POST turns/<id>/undo` and `…/redo`. */
export const turnRequestSchema = z.strictObject({ preview: z.optional(z.boolean()) });
