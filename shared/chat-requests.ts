import * as z from 'zod/mini';
import { chatModeSchema, mentionSchema } from './chat.ts';
import { authLimits, chatLimits, contextLimits, roomLimits } from './limits.ts';

/** What pages and programs send to the coder about the chat. A module of its own: the page itself needs none of it. */

const messageFields = {
  message: z.string().check(z.trim(), z.minLength(1), z.maxLength(chatLimits.maxMessageLength)),
  mentions: z.optional(z.array(mentionSchema).check(z.maxLength(chatLimits.maxMentions))),
};

/**
 * Body of `POST chat`. The sender chooses `id`: repeating a request with it adds no second message. With `ask: false`
 * the message is for the other people in the room and starts no turn, unless its text names `@agent`.
 */
export const chatRequestSchema = z.strictObject({
  ...messageFields,
  id: z.optional(z.string().check(z.minLength(1), z.maxLength(roomLimits.maxIdLength))),
  ask: z.optional(z.boolean()),
  /** `edit` by default. */
  mode: z.optional(chatModeSchema),
});

/** Body of `PATCH chat/queue/<id>`: the new text of a queued message. */
export const queueEditSchema = z.strictObject(messageFields);

/** Body of `POST chat/messages/<id>/resend`: sends the message again, with a new text if one is given. */
export const resendSchema = z.partial(z.strictObject(messageFields));

/** Body of `POST chat/model`: one of the state's `models`. */
export const modelChoiceSchema = z.strictObject({
  model: z.string().check(z.minLength(1), z.maxLength(chatLimits.maxModelNameLength)),
});

/** Body of `POST chat/compact`: what the summary must keep, in people's words. */
export const compactRequestSchema = z.strictObject({
  keep: z.optional(z.string().check(z.trim(), z.maxLength(contextLimits.maxKeepLength))),
});

/** The only frame beyond the agents SDK's that pages may send to the coder: a fresh token for a live socket. */
export const tokenFrameSchema = z.strictObject({
  type: z.literal('token'),
  token: z.string().check(z.minLength(1), z.maxLength(authLimits.maxTokenLength)),
});
