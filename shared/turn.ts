import * as z from 'zod/mini';

/** A file that a turn changed, with the number of lines added and removed. */
export const turnFileSchema = z.object({ path: z.string(), added: z.int(), removed: z.int() });
export type TurnFile = z.infer<typeof turnFileSchema>;

/** A turn of the agent that changed files. */
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
  /** The file is moved, created (`from` null) or put into the trash (`to` null). */
  moved: z.optional(z.object({ from: z.nullable(z.string()), to: z.nullable(z.string()) })),
  /** Lines left as they are because others wrote in them since the turn began, counted from 1 in the resulting text. */
  left: z.array(z.object({ line: z.int(), by: z.string() })),
});
export type TurnChange = z.infer<typeof turnChangeSchema>;

/** Body of `POST turns/<id>/undo` and `…/redo`. */
export const turnRequestSchema = z.strictObject({ preview: z.optional(z.boolean()) });
