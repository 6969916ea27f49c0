import * as z from 'zod/mini';
import { roomLimits } from './limits.ts';
import { roleSchema, userSchema } from './roles.ts';

export const agentStatusSchema = z.enum(['idle', 'thinking', 'editing', 'executing', 'waiting']);
export type AgentStatus = z.infer<typeof agentStatusSchema>;

/** A Yjs relative position as JSON (`Y.relativePositionToJSON`). */
const relativePositionSchema = z.record(z.string(), z.unknown());

const selectionSchema = z.object({ anchor: relativePositionSchema, head: relativePositionSchema });

/**
 * One peer's awareness state. The room replaces `user` with the identity it verified, and `role` with that of the link.
 * Unknown keys are allowed, since stock clients add their own; we ignore them.
 */
export const presenceSchema = z.looseObject({
  user: userSchema,
  role: z.optional(roleSchema),
  file: z.optional(z.nullable(z.string().check(z.maxLength(roomLimits.maxIdLength)))),
  selection: z.optional(z.nullable(selectionSchema)),
  status: z.optional(agentStatusSchema),
});
export type Presence = z.infer<typeof presenceSchema>;

/** The part of the state that a peer sets itself; the room adds `user` and `role`. */
export type LocalPresence = Pick<Presence, 'file' | 'selection' | 'status'>;
