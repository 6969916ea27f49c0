import * as z from 'zod/mini';
import { authLimits, roomLimits } from './limits.ts';
import { paletteSize, roleSchema, userSchema } from './roles.ts';

/** `POST /api/rooms`. A link is `/r/<room>#<key>`: the key is in the fragment, which no server log sees. */
export const newRoomSchema = z.object({
  room: z.string(),
  links: z.object({ owner: z.string(), edit: z.string(), view: z.string() }),
});
export type NewRoom = z.infer<typeof newRoomSchema>;

/** What people are called: it stands beside others' words, on pages and in what the agent's model is told. */
export const nameSchema = z
  .string()
  .check(
    z.trim(),
    z.minLength(1),
    z.maxLength(roomLimits.maxNameLength),
    z.regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'A name is one line, without control characters.'),
  );

/** Body of `POST /api/rooms/<room>/session`. The same `userSecret` is the same person tomorrow. */
export const sessionRequestSchema = z.strictObject({
  key: z.string().check(z.minLength(1), z.maxLength(200)),
  name: nameSchema,
  /** The palette index that the person chose; without it, one that follows from who they are. */
  color: z.optional(z.int().check(z.gte(1), z.lte(paletteSize))),
  userSecret: z.optional(z.string().check(z.minLength(16), z.maxLength(200))),
});

export const sessionSchema = z.object({
  token: z.string().check(z.maxLength(authLimits.maxTokenBytes)),
  role: roleSchema,
  user: userSchema,
  /** ms since the epoch. */
  expiresAt: z.number(),
  /** What this person may hand on: nobody can share more than they have. */
  links: z.partial(newRoomSchema.shape.links),
});
export type Session = z.infer<typeof sessionSchema>;
