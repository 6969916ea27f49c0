import * as z from 'zod/mini';

const messageSchema = z.object({ id: z.string(), text: z.string() });

/** What is in the field, and the messages that are on their way, oldest first: if the page closes, they may not arrive. */
export const draftSchema = z.object({ text: z.string(), sending: z.array(messageSchema) });
export type Draft = z.infer<typeof draftSchema>;

export const noDraft: Draft = { text: '', sending: [] };
