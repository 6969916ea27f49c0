import * as z from 'zod/mini';
import { hasHidden } from './hidden.ts';
import { authLimits, roomLimits } from './limits.ts';
import { hasPiledMarks, isReservedName, tidyName } from './names.ts';
import { paletteSize, roleSchema, userSchema } from './roles.ts';

/** `POST /api/rooms`. A link is `/r/<room>#<key>`: the key is in the fragment, which no server log sees. */
export const linksSchema = z.object({ owner: z.string(), edit: z.string(), view: z.string() });
export type Links = z.infer<typeof linksSchema>;
export const newRoomSchema = z.object({ room: z.string(), links: linksSchema });
export type NewRoom = z.infer<typeof newRoomSchema>;

/** Body of `DELETE` of a room: its id or title, as a safeguard against deleting the wrong one. */
export const roomDeletionSchema = z.strictObject({
  room: z.string().check(z.maxLength(roomLimits.maxRoomNameLength)),
});

/** A key starts with its epoch, except in the first one. Nine digits outlast any number of link resets. */
const keyPattern = /^(?:([1-9]\d{0,8})\.)?[\w-]+$/;

/** The epoch that a key claims for its link; only the server can verify it. */
export const epochOfKey = (key: string): number => Number(keyPattern.exec(key)?.[1] ?? 1);

/** A person's name, as pages and the agent's model show it next to what others write. */
export const nameSchema = z.string().check(
  z.overwrite(tidyName),
  z.minLength(1, 'Enter a name.'),
  z.maxLength(roomLimits.maxNameLength, `A name has at most ${roomLimits.maxNameLength} characters.`),
  z.refine(
    (name) => !hasHidden(name),
    'A name is one line of visible characters. Remove line breaks and invisible characters.',
  ),
  z.refine((name) => !hasPiledMarks(name), 'A name has at most three accents on one letter.'),
  z.refine(
    (name) => !isReservedName(name),
    'This name could be mistaken for the agent’s or Tandem’s own. Choose another.',
  ),
);

/** A sentence that says what is wrong with a name; undefined if it is valid. */
export const nameProblem = (name: string): string | undefined =>
  nameSchema.safeParse(name).error?.issues[0]?.message;

const linkKeySchema = z.string().check(z.minLength(1), z.maxLength(authLimits.maxKeyLength));

/** Body of `POST /api/rooms/<room>/preview`. */
export const previewRequestSchema = z.strictObject({ key: linkKeySchema });

/** What the room server says of a room to someone who has not entered yet. */
export const roomPreviewSchema = z.object({ title: z.string(), people: z.array(userSchema) });
export type RoomPreview = z.infer<typeof roomPreviewSchema>;

/** The same with the role that the key gives. Asking shows nobody that someone has asked. */
export const previewSchema = z.extend(roomPreviewSchema, { role: roleSchema });
export type Preview = z.infer<typeof previewSchema>;

const userSecretSchema = z
  .string()
  .check(z.minLength(authLimits.minUserSecretLength), z.maxLength(authLimits.maxUserSecretLength));

/** Body of `POST /api/rooms/<room>/session`. The same `userSecret` identifies the same person later. */
export const sessionRequestSchema = z.strictObject({
  key: linkKeySchema,
  name: nameSchema,
  /** The palette index that the person chose; by default, one derived from their user id. */
  color: z.optional(z.int().check(z.gte(1), z.lte(paletteSize))),
  userSecret: z.optional(userSecretSchema),
});

export const sessionSchema = z.object({
  token: z.string().check(z.maxLength(authLimits.maxTokenLength)),
  role: roleSchema,
  user: userSchema,
  /** ms since the epoch, by the server's clock. */
  expiresAt: z.number(),
  /** The same, relative to the response: the client's clock may be wrong. */
  expiresInMs: z.number(),
  /** The links that this person may share: none with more rights than their own. */
  links: z.partial(linksSchema),
});
export type Session = z.infer<typeof sessionSchema>;
