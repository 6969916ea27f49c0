import * as z from 'zod/mini';
import { roomLimits } from './limits.ts';
import { userSchema } from './roles.ts';

export const agentStatusSchema = z.enum(['idle', 'thinking', 'editing', 'executing', 'waiting']);
export type AgentStatus = z.infer<typeof agentStatusSchema>;

/** A Yjs relative position as JSON (`Y.relativePositionToJSON`). */
const relativePositionSchema = z.record(z.string(), z.unknown());

const selectionSchema = z.object({ anchor: relativePositionSchema, head: relativePositionSchema });

/**
 * One peer's awareness state. The room replaces `user` with the identity it verified.
 * Unknown keys are allowed, since stock clients add their own; we ignore them.
 */
export const presenceSchema = z.looseObject({
  user: userSchema,
  file: z.optional(z.nullable(z.string().check(z.maxLength(roomLimits.maxIdLength)))),
  selection: z.optional(z.nullable(selectionSchema)),
  status: z.optional(agentStatusSchema),
});
export type Presence = z.infer<typeof presenceSchema>;

/** The part of the state that a peer sets itself; the room adds `user`. */
export type LocalPresence = Pick<Presence, 'file' | 'selection' | 'status'>;
