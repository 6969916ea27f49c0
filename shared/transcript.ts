import * as z from 'zod/mini';

/** What Tandem uses of the AI SDK's UI messages, in which the coder keeps and sends the transcript. */

export const uiMessageSchema = z.object({
  id: z.string(),
  role: z.enum(['user', 'assistant']),
  /** {@link textPartSchema}, {@link toolPartSchema}, and others that the page does not render. */
  parts: z.array(z.unknown()),
  /** `messageMetadataSchema`. */
  metadata: z.optional(z.unknown()),
});

export const textPartSchema = z.object({ type: z.literal('text'), text: z.string() });

/** A chunk of a reply that says how far a call is that is still being written: how long its input is, in UTF-16 units. */
export const callProgressSchema = z.object({
  type: z.literal('data-call'),
  data: z.object({ toolCallId: z.string(), path: z.optional(z.string()), length: z.int() }),
  /** It is not part of the message. */
  transient: z.literal(true),
});
export type CallProgressChunk = z.infer<typeof callProgressSchema>;

/** Of an input or output that was too long for a page: the length of its whole JSON, in UTF-16 units. */
export const cutSchema = z.object({ input: z.optional(z.int()), output: z.optional(z.int()) });
export type Cut = z.infer<typeof cutSchema>;

export const toolPartSchema = z.object({
  type: z.templateLiteral(['tool-', z.string().check(z.minLength(1))]),
  toolCallId: z.string(),
  state: z.enum(['input-streaming', 'input-available', 'output-available', 'output-error']),
  input: z.optional(z.unknown()),
  output: z.optional(z.unknown()),
  errorText: z.optional(z.string()),
  /** What of it is shortened; `GET chat/messages/<id>/calls/<callId>` has the whole. */
  cut: z.optional(cutSchema),
});
