import * as z from 'zod/mini';
import { messageMetadataSchema, type MessageMetadata } from '../../shared/chat.ts';
import { type Cut, textPartSchema, toolPartSchema, uiMessageSchema } from '../../shared/transcript.ts';

/** The transcript as the page shows it: the AI SDK's UI messages, reduced to what the page renders. */

export interface TextPart {
  type: 'text';
  text: string;
}

/** What the model thought before it answered or called a tool. */
interface ReasoningPart {
  type: 'reasoning';
  text: string;
}

export interface ToolPart {
  type: 'tool';
  callId: string;
  tool: string;
  state: z.infer<typeof toolPartSchema>['state'];
  input: unknown;
  output: unknown;
  errorText: string | undefined;
  /** What of it is shortened. */
  cut: Cut | undefined;
}

export type Part = TextPart | ReasoningPart | ToolPart;

/** Immutable: an unchanged part stays the same object. */
export interface Message {
  id: string;
  role: 'user' | 'assistant';
  parts: readonly Part[];
  metadata: MessageMetadata | undefined;
}

/** Not part of the wire that pages rely on: one that does not know reasoning leaves it out. */
const reasoningPartSchema = z.object({ type: z.literal('reasoning'), text: z.string() });
const wordsSchema = z.union([textPartSchema, reasoningPartSchema]);

function readPart(raw: unknown): Part[] {
  const words = wordsSchema.safeParse(raw);
  if (words.success) return [words.data];
  const tool = toolPartSchema.safeParse(raw);
  if (!tool.success) return [];
  const { toolCallId, type, state, input, output, errorText, cut } = tool.data;
  return [
    {
      type: 'tool',
      callId: toolCallId,
      tool: type.slice('tool-'.length),
      state,
      input,
      output,
      errorText,
      cut,
    },
  ];
}

export function readMetadata(raw: unknown): MessageMetadata | undefined {
  const parsed = messageMetadataSchema.safeParse(raw);
  return parsed.success ? parsed.data : undefined;
}

/** One message from the wire, without the parts that the page does not render (steps, files, sources). */
export const messageSchema = z.pipe(
  uiMessageSchema,
  z.transform(({ id, role, parts, metadata }): Message => ({
    id,
    role,
    parts: parts.flatMap(readPart),
    metadata: readMetadata(metadata),
  })),
);

/** A list of messages, without invalid ones and other roles. */
export const messagesSchema = z.pipe(
  z.array(z.unknown()),
  z.transform((list): Message[] =>
    list.flatMap((raw) => {
      const parsed = messageSchema.safeParse(raw);
      return parsed.success ? [parsed.data] : [];
    }),
  ),
);
