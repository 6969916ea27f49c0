import * as z from 'zod/mini';

const messageSchema = z.object({ id: z.string(), text: z.string() });

/**
 * What is in the field, and the messages that are on their way, oldest first: if the page closes, they may not arrive.
 * `failed` is one whose sending failed and that is back in the field: it may have arrived all the same.
 */
export const draftSchema = z.object({
  text: z.string(),
  sending: z.array(messageSchema),
  failed: z.optional(messageSchema),
});
export type Draft = z.infer<typeof draftSchema>;

export const noDraft: Draft = { text: '', sending: [] };
