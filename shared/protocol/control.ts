import * as z from 'zod/mini';
import { maxClientId } from '../ids.ts';
import { authLimits, roomLimits } from '../limits.ts';
import { authorSchema, roleSchema, userSchema } from '../roles.ts';

/** Control messages: JSON in a frame of type 103, exchanged only with peers that connected with `?tandem=1`. */

const clientIdSchema = z.int().check(z.gte(0), z.lte(maxClientId));

export const serverControlSchema = z.discriminatedUnion('type', [
  /** First frame after the handshake. */
  z.object({
    type: z.literal('hello'),
    role: roleSchema,
    user: userSchema,
    limits: z.object({ maxFiles: z.int(), maxFileBytes: z.int(), maxDocumentBytes: z.int() }),
  }),
  /** To the coder only: who writes under which Yjs client id; all of them on open, then each new one. */
  z.object({ type: z.literal('authors'), entries: z.array(z.tuple([clientIdSchema, authorSchema])) }),
  /** An update of this peer was refused for good; the socket closes with 4410. */
  z.object({ type: z.literal('rejected'), code: z.string(), message: z.string() }),
  /** The room cannot save at the moment: it acks nothing until `reason` is null again. */
  z.object({ type: z.literal('readonly'), reason: z.nullable(z.string()) }),
]);
export type ServerControl = z.infer<typeof serverControlSchema>;

export const clientControlSchema = z.discriminatedUnion('type', [
  /** A fresh token for a live socket. */
  z.object({ type: z.literal('token'), token: z.string().check(z.maxLength(authLimits.maxTokenLength)) }),
  /** From the coder only: updates under `clientId` are this user's (or this turn's) work. */
  z.object({
    type: z.literal('claim'),
    clientId: clientIdSchema,
    user: userSchema,
    turn: z.optional(z.string().check(z.maxLength(roomLimits.maxIdLength))),
  }),
  /** From the coder only, for the owner: delete the room. Closed with 4405 once nothing of it is stored. */
  z.object({ type: z.literal('delete') }),
  /**
   * From the coder only, for the owner: remove `text` from the room; its replacement is written by `user` under
   * `clientId`. Everyone is closed with 4411, the coder once it is on disk. Repeating a `clientId` repeats the same
   * purge.
   */
  z.object({ type: z.literal('purge'), clientId: clientIdSchema, user: userSchema, text: z.string() }),
]);
export type ClientControl = z.infer<typeof clientControlSchema>;
