import * as z from 'zod/mini';
import { hasHidden } from './hidden.ts';
import { authLimits, roomLimits } from './limits.ts';
import { hasPiledMarks, isReservedName, tidyName } from './names.ts';
import { paletteSize, roleSchema, userSchema } from './roles.ts';

/** `POST /api/rooms`. A link is `/r/<room>#<key>`: the key is in the fragment, which no server log sees. */
export const newRoomSchema = z.object({
  room: z.string(),
  links: z.object({ owner: z.string(), edit: z.string(), view: z.string() }),
});
export type NewRoom = z.infer<typeof newRoomSchema>;

/** A key of a later epoch than the first begins with it. Nobody makes new links so often that a tenth digit is needed. */
const keyPattern = /^(?:([1-9]\d{0,8})\.)?[\w-]+$/;

/** The epoch of the links that a key says it is of: whether that is so, only the server can tell. */
export const epochOfKey = (key: string): number => Number(keyPattern.exec(key)?.[1] ?? 1);

/** What people are called: it stands beside others' words, on pages and in what the agent's model is told. */
export const nameSchema = z.string().check(
  z.overwrite(tidyName),
  z.minLength(1, 'Write a name, any name.'),
  z.maxLength(roomLimits.maxNameLength, `A name has at most ${roomLimits.maxNameLength} characters.`),
  z.refine(
    (name) => !hasHidden(name),
    'A name is one line of characters that can be seen. Take out invisible ones and line breaks.',
  ),
  z.refine((name) => !hasPiledMarks(name), 'A name has at most three accents on one letter.'),
  z.refine(
    (name) => !isReservedName(name),
    'This name would be taken for the agent’s or for Tandem’s own. Choose another.',
  ),
);

/** What is wrong with a name, as a sentence; undefined when nothing is. */
export const nameProblem = (name: string): string | undefined =>
  nameSchema.safeParse(name).error?.issues[0]?.message;

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
  /** ms since the epoch, by the server's clock. */
  expiresAt: z.number(),
  /** The same from the moment of the answer on: whoever asked may have a clock that is wrong. */
  expiresInMs: z.number(),
  /** What this person may hand on: nobody can share more than they have. */
  links: z.partial(newRoomSchema.shape.links),
});
export type Session = z.infer<typeof sessionSchema>;
