import * as z from 'zod/mini';
import { approvalSchema } from './approvals.ts';
import { actionSchema } from './host.ts';
import { agentLimits, authLimits, roomLimits } from './limits.ts';
import { agentStatusSchema } from './presence.ts';
import { userSchema } from './roles.ts';
import { outputEntrySchema, runSchema } from './run.ts';
import { terminalLineSchema } from './terminal.ts';
import { turnFileSchema } from './turn.ts';

const pathSchema = z.string().check(z.minLength(1), z.maxLength(roomLimits.maxPathBytes));

/** What a message points at; the coder reads it when the message is sent and gives its text to the model. */
const mentionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: pathSchema }),
  /** Lines, counted from 1, both included. */
  z.strictObject({
    kind: z.literal('selection'),
    path: pathSchema,
    from: z.int().check(z.gte(1)),
    to: z.int().check(z.gte(1)),
  }),
  z.strictObject({ kind: z.literal('output'), runId: z.string().check(z.minLength(1), z.maxLength(64)) }),
]);
export type Mention = z.infer<typeof mentionSchema>;

/** A mention as the transcript keeps it. */
const keptMentionSchema = z.object({
  mention: mentionSchema,
  /** How it stands in the message's text, behind an `@`. */
  label: z.string(),
  /** What the model was not given, e.g. that the text was cut. */
  note: z.optional(z.string()),
});
export type KeptMention = z.infer<typeof keptMentionSchema>;

const messageFields = {
  message: z.string().check(z.trim(), z.minLength(1), z.maxLength(agentLimits.maxMessageBytes)),
  mentions: z.optional(z.array(mentionSchema).check(z.maxLength(agentLimits.maxMentions))),
};

/**
 * Body of `POST chat`. `id`, chosen by the sender, makes a repeated request the same message. With `ask: false` it is
 * for the other people in the room and begins no turn, unless its text names `@agent`.
 */
export const chatRequestSchema = z.strictObject({
  ...messageFields,
  id: z.optional(z.string().check(z.minLength(1), z.maxLength(64))),
  ask: z.optional(z.boolean()),
});

/** Body of `PATCH chat/queue/<id>`: what waits is worded anew. */
export const queueEditSchema = z.strictObject(messageFields);

/** Body of `POST chat/messages/<id>/resend`: the message again, in other words when they are given. */
export const resendSchema = z.partial(z.strictObject(messageFields));

const agentName = /(?<![\w@])@agent\b/i;
export const namesAgent = (text: string): boolean => agentName.test(text);

/** The text without being spoken to, as a request for the agent. */
export const withoutAgentName = (text: string): string =>
  text.replace(/(?<![\w@])@agent\b[,:]?[ \t]*/gi, '').trim();

/** The only frame of their own that pages may send to the coder: a fresh token for a live socket. */
export const tokenFrameSchema = z.strictObject({
  type: z.literal('token'),
  token: z.string().check(z.minLength(1), z.maxLength(authLimits.maxTokenBytes)),
});

/**
 * How a turn comes to the pages, by the agents SDK's frames on the coder's socket:
 * 1. `cf_agent_message_updated`: one message of the transcript, new or in place of the one with its id: here the person's.
 *    `messages-gone`, of the coder's own kind, names those that are not there any more.
 * 2. `cf_agent_use_chat_response`: `body` is one chunk of the AI SDK's UI-message stream as JSON, `done` false. `start`
 *    makes the reply: its `messageId` is the turn's id, its `messageMetadata` what {@link messageMetadataSchema} says.
 *    `message-metadata`, before `finish`, adds `ended`, `durationMs` and `usage`. There is no `error` chunk and no frame
 *    with `error`: a failure is text, and that of a turn that broke off stands in the message that follows.
 *    `text-…` ids are unique within a step only.
 * 3. `cf_agent_message_updated` with the reply, which is the truth from then on; then a frame with `done: true`.
 * Who connects meanwhile gets `cf_agent_stream_resuming`, answers `cf_agent_stream_resume_ack` with its `id`, and is
 * sent the chunks so far with `replay: true`. The transcript is not sent on connect: `GET chat/history` has it.
 */

/** `metadata` of each message in the transcript (the AI SDK's UI-message shape). */
export const messageMetadataSchema = z.object({
  author: userSchema,
  /** Whose words they are, when the author asks again what someone else had said. */
  wordsBy: z.optional(userSchema),
  /** ms since the epoch. */
  at: z.number(),
  /** The agent's turn that the message belongs to; a person's message without one was for the others. */
  turn: z.optional(z.string()),
  mentions: z.optional(z.array(keptMentionSchema)),
  /** How long each tool call took, by its id. */
  toolMs: z.optional(z.record(z.string(), z.number())),
  /** Set when the turn did not end by itself. */
  ended: z.optional(z.enum(['stopped', 'failed', 'steps', 'time', 'tokens'])),
  /** How long the turn took; set when the reply is whole. */
  durationMs: z.optional(z.number()),
  /** The files that the turn changed; it can be undone by `POST turns/<turn>/undo`. Absent when it changed none. */
  files: z.optional(z.array(turnFileSchema)),
  /** Who has undone the turn; absent again when it is redone. */
  undoneBy: z.optional(userSchema),
  /** The model that answered. */
  model: z.optional(z.string()),
  /** Of all steps that came to their end, also of a turn that did not. `cost`, in dollars, where the model's price is configured. */
  usage: z.optional(
    z.object({ inputTokens: z.number(), outputTokens: z.number(), cost: z.optional(z.number()) }),
  ),
  /** How many of the older requests were too many for the model and left out. */
  leftOut: z.optional(z.int()),
});
export type MessageMetadata = z.infer<typeof messageMetadataSchema>;

/**
 * The transcript in the order in which things began: what people say while the agent answers comes after its answer.
 * @param begun ms since the epoch, of a message that says so
 */
export function inOrder<T>(messages: readonly T[], begun: (message: T) => number | undefined): T[] {
  let last = 0;
  return messages
    .map((message) => ({ message, at: (last = begun(message) ?? last) }))
    .sort((a, b) => a.at - b.at)
    .map(({ message }) => message);
}

/** A message that waits for its turn. */
const queuedSchema = z.object({
  id: z.string(),
  text: z.string(),
  author: userSchema,
  /** As in {@link messageMetadataSchema}. */
  wordsBy: z.optional(userSchema),
  mentions: z.optional(z.array(keptMentionSchema)),
  /** The message that this one is asked again for: it leaves the transcript, with its answer, as this one's turn begins. */
  replaces: z.optional(z.string()),
});
export type Queued = z.infer<typeof queuedSchema>;

/** The name under which the built-in commands stand among the models. */
export const builtInModel = 'commands';

/** The agent's state as the coder broadcasts it to every page. */
export const agentStateSchema = z.object({
  version: z.int(),
  status: agentStatusSchema,
  model: z.string(),
  models: z.array(z.string()),
  queue: z.array(queuedSchema),
  /** How many questions of the agent wait for an answer. */
  pendingApprovals: z.int(),
  /** What the turn is waiting for, e.g. a model's server that is overloaded; a sentence. */
  notice: z.optional(z.string()),
});
export type AgentState = z.infer<typeof agentStateSchema>;

/** Body of `POST chat/model`: one of the state's `models`. */
export const modelChoiceSchema = z.strictObject({
  model: z.string().check(z.minLength(1), z.maxLength(200)),
});

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
  z.object({ type: z.literal('action'), action: actionSchema }),
  /** A command in the terminal, as it begins and as it ends; on connecting, the newest of them. */
  z.object({ type: z.literal('terminal'), line: terminalLineSchema }),
  /** Messages that left the transcript. */
  z.object({ type: z.literal('messages-gone'), ids: z.array(z.string()) }),
  /** A question of the agent, as it is asked and as it is settled; on connecting, the latest of them. */
  z.object({ type: z.literal('approval'), approval: approvalSchema }),
]);
export type CoderEvent = z.infer<typeof coderEventSchema>;
