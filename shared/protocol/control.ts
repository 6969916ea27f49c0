import * as z from 'zod/mini';
import { maxClientId } from '../ids.ts';
import { authLimits } from '../limits.ts';
import { authorSchema, roleSchema, userSchema } from '../roles.ts';

/** Control messages: JSON in a frame of type 103, spoken only with peers that connected with `?tandem=1`. */

const clientIdSchema = z.int().check(z.gte(0), z.lte(maxClientId));

export const serverControlSchema = z.discriminatedUnion('type', [
  /** First frame after the handshake. */
  z.object({
    type: z.literal('hello'),
    role: roleSchema,
    user: userSchema,
    limits: z.object({ maxFiles: z.int(), maxFileBytes: z.int(), maxDocumentBytes: z.int() }),
  }),
  /** Who writes under which Yjs client id: all of them on open, then each new one. */
  z.object({ type: z.literal('authors'), entries: z.array(z.tuple([clientIdSchema, authorSchema])) }),
  /** Something of this peer was refused for good; the socket closes with 4410. */
  z.object({ type: z.literal('rejected'), code: z.string(), message: z.string() }),
  /** The room cannot write now: nothing is acked until `reason` is null again. */
  z.object({ type: z.literal('readonly'), reason: z.nullable(z.string()) }),
]);
export type ServerControl = z.infer<typeof serverControlSchema>;

export const clientControlSchema = z.discriminatedUnion('type', [
  /** A fresh token for a live socket. */
  z.object({ type: z.literal('token'), token: z.string().check(z.maxLength(authLimits.maxTokenBytes)) }),
  /** The coder alone: what comes under `clientId` is this user's (or this turn's) work. */
  z.object({
    type: z.literal('claim'),
    clientId: clientIdSchema,
    user: userSchema,
    turn: z.optional(z.string().check(z.maxLength(64))),
  }),
  /** The coder alone, for the owner: nothing of the room is kept. Closed with 4405 when that is so. */
  z.object({ type: z.literal('delete') }),
  /**
   * The coder alone, for the owner: the room is without this text, and what takes its place is the user's, under
   * `clientId`. Everyone is closed with 4411 then, the coder when it is on disk; the same `clientId` again is the same purge.
   */
  z.object({ type: z.literal('purge'), clientId: clientIdSchema, user: userSchema, text: z.string() }),
]);
export type ClientControl = z.infer<typeof clientControlSchema>;
