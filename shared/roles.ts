import * as z from 'zod/mini';
import { roomLimits } from './limits.ts';

export const roleSchema = z.enum(['owner', 'editor', 'viewer']);
export type Role = z.infer<typeof roleSchema>;

export const canEdit = (role: Role): boolean => role !== 'viewer';
/** Only the owner may change the room's title and approval settings. */
export const canSet = (role: Role): boolean => role === 'owner';

/** A person's colour is an index into the page's palette (`--person-1` … `--person-8`); the agent has its own. */
export const paletteSize = 8;

export const userSchema = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(roomLimits.maxIdLength)),
  name: z.string().check(z.minLength(1), z.maxLength(roomLimits.maxNameLength)),
  color: z.int().check(z.gte(0), z.lte(paletteSize)),
  kind: z.enum(['human', 'agent']),
});
/** An identity that the server has verified. `color` 1–8 is a person's palette index, 0 the agent's. */
export type User = z.infer<typeof userSchema>;

export const agentUser: User = { id: 'agent', name: 'Agent', color: 0, kind: 'agent' };

export const authorSchema = z.extend(userSchema, {
  turn: z.optional(z.string().check(z.maxLength(roomLimits.maxIdLength))),
});
/** Who writes under a Yjs client id; `turn` is the agent's turn that the id was created for. */
export type Author = z.infer<typeof authorSchema>;

export const isSameAuthor = (a: Author, b: Author): boolean =>
  a.id === b.id && a.name === b.name && a.color === b.color && a.kind === b.kind && a.turn === b.turn;
