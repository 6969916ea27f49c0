import * as z from 'zod/mini';
import { agentStateSchema, coderEventSchema } from '../../shared/chat.ts';
import { messageSchema, messagesSchema } from './messages.ts';

/** The frames of the coder's socket: those of the agents SDK that the page uses, and the coder's own events. */
const sdkFrameSchema = z.discriminatedUnion('type', [
  /** The page makes one of the history that it reads. `earlier`: how many messages come before these. */
  z.object({
    type: z.literal('cf_agent_chat_messages'),
    messages: messagesSchema,
    earlier: z.optional(z.int()),
  }),
  z.object({ type: z.literal('cf_agent_message_updated'), message: messageSchema }),
  z.object({ type: z.literal('cf_agent_chat_clear') }),
  z.object({
    type: z.literal('cf_agent_use_chat_response'),
    /** The id of the request that this responds to. */
    id: z.string(),
    /** One chunk as JSON, the text of an error, or empty. */
    body: z.string(),
    done: z.boolean(),
    error: z.optional(z.boolean()),
    /** The response continues the last message instead of starting a new one. */
    continuation: z.optional(z.boolean()),
    /** The chunk is replayed from storage, for a page that connected late. */
    replay: z.optional(z.boolean()),
    /** The replay is complete; what follows is live. */
    replayComplete: z.optional(z.boolean()),
    /** The chunk's number in its stream, from 0; the same live and replayed. */
    seq: z.optional(z.int()),
  }),
  z.object({ type: z.literal('cf_agent_stream_resuming'), id: z.string() }),
  z.object({ type: z.literal('cf_agent_stream_resume_none'), reason: z.optional(z.string()) }),
  z.object({ type: z.literal('cf_agent_state'), state: agentStateSchema }),
]);

const frameSchema = z.union([sdkFrameSchema, coderEventSchema]);
export type Frame = z.infer<typeof frameSchema>;
export type ChatFrame = Extract<
  Frame,
  {
    type:
      | 'cf_agent_chat_messages'
      | 'cf_agent_message_updated'
      | 'cf_agent_chat_clear'
      | 'cf_agent_use_chat_response'
      | 'cf_agent_stream_resume_none'
      | 'messages-gone';
  }
>;

/** @returns undefined for frames that the page does not use; the SDK has more types, and may add new ones */
export function parseFrame(data: unknown): Frame | undefined {
  if (typeof data !== 'string') return undefined;
  const parsed = frameSchema.safeParse(parseJson(data));
  return parsed.success ? parsed.data : undefined;
}

/** @returns undefined when the text is not JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
