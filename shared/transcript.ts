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

export const toolPartSchema = z.object({
  type: z.templateLiteral(['tool-', z.string().check(z.minLength(1))]),
  toolCallId: z.string(),
  state: z.enum(['input-streaming', 'input-available', 'output-available', 'output-error']),
  input: z.optional(z.unknown()),
  output: z.optional(z.unknown()),
  errorText: z.optional(z.string()),
});
