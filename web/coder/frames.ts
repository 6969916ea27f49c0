import * as z from 'zod/mini';
import { agentStateSchema, coderEventSchema } from '../../shared/chat.ts';
import { messageSchema, messagesSchema } from './messages.ts';

/** What the coder's socket says: the frames of the agents SDK that the page follows, and the coder's own events. */
const sdkFrameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('cf_agent_chat_messages'), messages: messagesSchema }),
  z.object({ type: z.literal('cf_agent_message_updated'), message: messageSchema }),
  z.object({ type: z.literal('cf_agent_chat_clear') }),
  z.object({
    type: z.literal('cf_agent_use_chat_response'),
    /** The request whose answer this is a piece of. */
    id: z.string(),
    /** One chunk as JSON, or the text of an error, or nothing. */
    body: z.string(),
    done: z.boolean(),
    error: z.optional(z.boolean()),
    /** The answer goes on in the last message instead of a new one. */
    continuation: z.optional(z.boolean()),
    /** From the store, for a page that came late. */
    replay: z.optional(z.boolean()),
    /** The store has been told; what follows is live. */
    replayComplete: z.optional(z.boolean()),
    /** Which chunk of its stream this is, from 0; the same live and replayed. */
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

/** Undefined for frames the page has no use for: the SDK has more kinds, and may get new ones. */
export function parseFrame(data: unknown): Frame | undefined {
  if (typeof data !== 'string') return undefined;
  const parsed = frameSchema.safeParse(parseJson(data));
  return parsed.success ? parsed.data : undefined;
}

/** Undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
