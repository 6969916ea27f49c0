import * as z from 'zod/mini';
import { agentLimits, roomLimits } from './limits.ts';
import { userSchema } from './roles.ts';

/** A file that a turn changed, with the number of lines added and removed. */
export const turnFileSchema = z.object({ path: z.string(), added: z.int(), removed: z.int() });
export type TurnFile = z.infer<typeof turnFileSchema>;

/** A turn of the agent that changed files. */
export const turnSchema = z.object({
  id: z.string(),
  /** When it first wrote, ms since the epoch. */
  at: z.number(),
  /** `partly`: some of its parts are undone. `gone`: a purge took what undo needs. */
  state: z.enum(['done', 'undone', 'partly', 'gone']),
  files: z.array(turnFileSchema),
  /** Who asked, the beginning of their request, and the model that answered; absent for turns from before they were stored. */
  by: z.optional(userSchema),
  request: z.optional(z.string()),
  model: z.optional(z.string()),
  /** Who last undid any of it; absent when nothing is undone. */
  undoneBy: z.optional(userSchema),
  /** How many of its parts are neither kept nor undone; absent while the turn runs. */
  open: z.optional(z.int()),
});
export type Turn = z.infer<typeof turnSchema>;

/** What undoing or redoing one part of a turn does. A part is undone as a whole. */
export const turnPartSchema = z.object({
  id: z.string(),
  /** Neighbouring lines of text, or the file's path, for a new or deleted file with its text. */
  kind: z.enum(['text', 'moved']),
  /** Someone has reviewed it and wants to keep it. */
  kept: z.boolean(),
  added: z.int(),
  removed: z.int(),
  /** As the file's. */
  diff: z.string(),
});
export type TurnPart = z.infer<typeof turnPartSchema>;

/** What undoing or redoing a turn does to one file. */
export const turnChangeSchema = z.extend(turnFileSchema, {
  /** `@@ line @@`, then `-` and `+` lines. */
  diff: z.string(),
  /** The file is moved, created (`from` null) or put into the trash (`to` null). */
  moved: z.optional(z.object({ from: z.nullable(z.string()), to: z.nullable(z.string()) })),
  /** Lines left as they are because others wrote in them since the turn began, counted from 1 in the resulting text. */
  left: z.array(z.object({ line: z.int(), by: z.string() })),
  /** The file's id. */
  file: z.string(),
  /** The parts of the turn in this file that would change something, from the top of the file down. */
  parts: z.array(turnPartSchema),
});
export type TurnChange = z.infer<typeof turnChangeSchema>;

/** One part of a turn, or all of its parts in a file. */
const partNameSchema = z.union([
  z.strictObject({ part: z.string().check(z.maxLength(agentLimits.maxPartIdLength)) }),
  z.strictObject({ file: z.string().check(z.maxLength(roomLimits.maxIdLength)) }),
  z.strictObject({ path: z.string().check(z.maxLength(roomLimits.maxPathBytes)) }),
]);
export type PartName = z.infer<typeof partNameSchema>;

const partNamesSchema = z
  .array(partNameSchema)
  .check(z.minLength(1), z.maxLength(agentLimits.maxPartsPerCall));

/** Body of `POST turns/<id>/undo` and `…/redo`; without `parts`, of the whole turn. */
export const turnRequestSchema = z.strictObject({
  preview: z.optional(z.boolean()),
  parts: z.optional(partNamesSchema),
});

/** Body of `POST turns/<id>/keep`. */
export const keepRequestSchema = z.strictObject({ parts: partNamesSchema });
