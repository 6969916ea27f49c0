import { z } from 'zod';
import { agentLimits } from './limits.ts';
import { agentStatusSchema } from './presence.ts';
import { userSchema } from './roles.ts';
import { outputEntrySchema, runSchema } from './run.ts';
import { turnFileSchema } from './turn.ts';

/** Body of `POST chat`. `id`, chosen by the sender, makes a repeated request the same message. */
export const chatRequestSchema = z.strictObject({
  message: z.string().trim().min(1).max(agentLimits.maxMessageBytes),
  id: z.string().min(1).max(64).optional(),
});

/**
 * How a turn comes to the pages, by the agents SDK's frames on the coder's socket:
 * 1. `cf_agent_chat_messages`: the whole transcript, now with the person's message. Always replaces what was there.
 * 2. `cf_agent_use_chat_response`: `body` is one chunk of the AI SDK's UI-message stream as JSON, `done` false. `start`
 *    makes the reply: its `messageId` is the turn's id, its `messageMetadata` what {@link messageMetadataSchema} says.
 *    `message-metadata`, before `finish`, adds `ended`, `durationMs` and `usage`. There is no `error` chunk: a failure is text.
 *    `text-…` ids are unique within a step only.
 * 3. `cf_agent_chat_messages` with the reply in it, which is the truth from then on; then a frame with `done: true`.
 * Who connects meanwhile gets `cf_agent_stream_resuming`, answers `cf_agent_stream_resume_ack` with its `id`, and is
 * sent the chunks so far with `replay: true`. The transcript is not sent on connect: `GET chat/history` has it.
 */

/** `metadata` of each message in the transcript (the AI SDK's UI-message shape). */
export const messageMetadataSchema = z.object({
  author: userSchema,
  /** ms since the epoch. */
  at: z.number(),
  /** The agent's turn that the message belongs to. */
  turn: z.string().optional(),
  /** Set when the turn did not end by itself. */
  ended: z.enum(['stopped', 'failed', 'steps', 'time']).optional(),
  /** How long the turn took; set when the reply is whole. */
  durationMs: z.number().optional(),
  /** The files that the turn changed; it can be undone by `POST turns/<turn>/undo`. Absent when it changed none. */
  files: z.array(turnFileSchema).optional(),
  /** Who has undone the turn; absent again when it is redone. */
  undoneBy: userSchema.optional(),
  usage: z.object({ inputTokens: z.number(), outputTokens: z.number() }).optional(),
});
export type MessageMetadata = z.infer<typeof messageMetadataSchema>;

/** The agent's state as the coder broadcasts it to every page. */
export const agentStateSchema = z.object({
  version: z.int(),
  status: agentStatusSchema,
  model: z.string(),
  models: z.array(z.string()),
  queue: z.array(z.object({ id: z.string(), text: z.string(), author: userSchema })),
  pendingApprovals: z.int(),
});
export type AgentState = z.infer<typeof agentStateSchema>;

/** The coder's own JSON frames to the pages, beside the agents SDK's. */
export const coderEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), run: runSchema }),
  z.object({
    type: z.literal('run-output'),
    runId: z.string(),
    /** How many entries of this run came before these. */
    seq: z.int(),
    entries: z.array(outputEntrySchema),
  }),
]);
export type CoderEvent = z.infer<typeof coderEventSchema>;
