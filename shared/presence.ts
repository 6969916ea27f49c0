import * as z from 'zod/mini';
import { userSchema } from './roles.ts';

export const agentStatusSchema = z.enum(['idle', 'thinking', 'editing', 'executing', 'waiting']);
export type AgentStatus = z.infer<typeof agentStatusSchema>;

/** A Yjs relative position as JSON (`Y.relativePositionToJSON`). */
const relativePositionSchema = z.record(z.string(), z.unknown());

const selectionSchema = z.object({ anchor: relativePositionSchema, head: relativePositionSchema });

/**
 * One peer's awareness state. The room replaces `user` by the identity it verified.
 * Unknown keys are allowed (stock clients put their own there) and carry no meaning here.
 */
export const presenceSchema = z.looseObject({
  user: userSchema,
  file: z.optional(z.nullable(z.string().check(z.maxLength(64)))),
  selection: z.optional(z.nullable(selectionSchema)),
  status: z.optional(agentStatusSchema),
});
export type Presence = z.infer<typeof presenceSchema>;

/** What a peer says of itself; the room adds who it is. */
export type LocalPresence = Pick<Presence, 'file' | 'selection' | 'status'>;
