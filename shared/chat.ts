import * as z from 'zod/mini';
import { approvalSchema } from './approvals.ts';
import { actionSchema } from './host.ts';
import { roomLimits } from './limits.ts';
import { agentStatusSchema } from './presence.ts';
import { userSchema } from './roles.ts';
import { outputEntrySchema, runSchema } from './run.ts';
import { terminalLineSchema } from './terminal.ts';
import { terminalChunkSchema } from './terminal-output.ts';
import { todoSchema } from './todo.ts';
import { turnFileSchema, turnSchema } from './turn.ts';

const pathSchema = z.string().check(z.minLength(1), z.maxLength(roomLimits.maxPathBytes));

/** Something a message refers to. The coder reads files and outputs when the message is sent, for the model. */
export const mentionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: pathSchema }),
  /** Lines, counted from 1, both included. */
  z.strictObject({
    kind: z.literal('selection'),
    path: pathSchema,
    from: z.int().check(z.gte(1)),
    to: z.int().check(z.gte(1)),
  }),
  z.strictObject({
    kind: z.literal('output'),
    runId: z.string().check(z.minLength(1), z.maxLength(roomLimits.maxIdLength)),
  }),
  /** A person, whose pages draw attention to the message; `name` is how the text names them. */
  z.strictObject({
    kind: z.literal('person'),
    id: z.string().check(z.minLength(1), z.maxLength(roomLimits.maxIdLength)),
    name: z.string().check(z.minLength(1), z.maxLength(roomLimits.maxNameLength)),
  }),
]);
export type Mention = z.infer<typeof mentionSchema>;

/** A mention as stored in the transcript. */
const storedMentionSchema = z.object({
  mention: mentionSchema,
  /** The mention in the message's text, without its `@`. */
  label: z.string(),
  /** What was withheld from the model, e.g. that the text was truncated. */
  note: z.optional(z.string()),
});
export type StoredMention = z.infer<typeof storedMentionSchema>;

/** What a message lets the agent do: with `ask` it only reads. */
export const chatModeSchema = z.enum(['edit', 'ask']);
export type ChatMode = z.infer<typeof chatModeSchema>;

const agentName = /(?<![\w@])@agent\b/i;
export const namesAgent = (text: string): boolean => agentName.test(text);

/** The request without its `@agent`. */
export const withoutAgentName = (text: string): string =>
  text.replace(/(?<![\w@])@agent\b[,:]?[ \t]*/gi, '').trim();

/**
 * How pages receive a turn, in the agents SDK's frames on the coder's socket:
 * 1. `cf_agent_message_updated`: one message of the transcript, new or replacing the one with its id; here the person's.
 *    The coder's own event `messages-gone` names messages that were removed.
 * 2. `cf_agent_use_chat_response`: `body` is one chunk of the AI SDK's UI-message stream as JSON, `done` false. `start`
 *    creates the reply: its `messageId` is the turn's id, its `messageMetadata` follows {@link messageMetadataSchema}.
 *    `message-metadata`, before `finish`, adds `ended`, `durationMs` and `usage`. There is no `error` chunk and no frame
 *    with `error`: failures are text, and the failure of an aborted turn is in the message that follows.
 *    `text-…` ids are unique within a step only.
 * 3. `cf_agent_message_updated` with the final reply, which replaces the streamed one; then a frame with `done: true`.
 * A page that connects meanwhile gets `cf_agent_stream_resuming`, answers `cf_agent_stream_resume_ack` with its `id`,
 * and receives the chunks so far with `replay: true`. The transcript is not sent on connect: use `GET chat/history`.
 * While a call is being written, chunks `data-call` say its path and how long its input is (`transcript.ts`).
 * Long inputs and outputs of tools are shortened in both frames, with a mark `cut` in the part or the chunk (`transcript.ts`).
 */

/** `metadata` of each message in the transcript (the AI SDK's UI-message shape). */
export const messageMetadataSchema = z.object({
  author: userSchema,
  /** Who wrote the text, when the author resends someone else's message. */
  wordsBy: z.optional(userSchema),
  /** ms since the epoch. */
  at: z.number(),
  /** The agent's turn that the message belongs to; a person's message without one was for the other people. */
  turn: z.optional(z.string()),
  /** Of a message that only lets the agent go on: the turn that was cut off. */
  continues: z.optional(z.string()),
  mentions: z.optional(z.array(storedMentionSchema)),
  /** Of a viewer's message: the agent is not told of it. */
  viewer: z.optional(z.literal(true)),
  /** Of a person's message that does not let the agent change anything. */
  mode: z.optional(z.literal('ask')),
  /** How long each tool call took, by its id. */
  toolMs: z.optional(z.record(z.string(), z.number())),
  /** Why the turn ended early; absent when it finished. `limit`: of what the room or the server may use. */
  ended: z.optional(z.enum(['stopped', 'failed', 'steps', 'time', 'tokens', 'limit', 'length', 'filtered'])),
  /** How long the turn took; set when the reply is complete. */
  durationMs: z.optional(z.number()),
  /** The files that the turn changed; `POST turns/<turn>/undo` undoes them. Absent when it changed none. */
  files: z.optional(z.array(turnFileSchema)),
  /** Who undid the turn; removed when it is redone. */
  undoneBy: z.optional(userSchema),
  /** Who undid some of it, while the rest stands. */
  partlyUndoneBy: z.optional(userSchema),
  /** The model that answered. */
  model: z.optional(z.string()),
  /** Of all completed steps, even if the turn ended early. `cost` in dollars, if the model's price is known. */
  usage: z.optional(
    z.object({
      inputTokens: z.number(),
      /** Those of `inputTokens` that the provider had in its cache; absent when there were none. */
      cachedTokens: z.optional(z.number()),
      outputTokens: z.number(),
      cost: z.optional(z.number()),
      /** The cost is by the built-in list of prices. */
      isAbout: z.optional(z.literal(true)),
    }),
  ),
  /** How many older requests were left out because they did not fit the model's context; 0 if only outputs were. */
  leftOut: z.optional(z.int()),
  /** What the conversation took of the model's window after this message. Absent where the window is not known. */
  context: z.optional(
    z.object({
      tokens: z.number(),
      window: z.number(),
      /** How many tokens the provider counted for each that the coder had estimated. */
      scale: z.optional(z.number()),
    }),
  ),
  /**
   * Set for a summary, which stands before the first message that it does not take in: a model is told its text in place
   * of everything before it.
   */
  summary: z.optional(
    z.object({
      /** How many messages before it. */
      messages: z.int(),
      /** It also takes in the first steps of this turn's answer, although that comes after it. */
      turn: z.optional(z.string()),
      steps: z.optional(z.int()),
      /**
       * The messages before it that it does not take in, or only the first steps of, in the order in which a model is told
       * them. Set where an answer goes on that was cut off.
       */
      besides: z.optional(z.array(z.object({ id: z.string(), steps: z.optional(z.int()) }))),
      /** What the conversation took of the model's window before and after, as estimated. */
      tokensBefore: z.int(),
      tokensAfter: z.int(),
    }),
  ),
});
export type MessageMetadata = z.infer<typeof messageMetadataSchema>;

/**
 * The transcript sorted by start time: what people say while the agent replies comes after its reply.
 * @param begun when a message began, ms since the epoch; one that does not know follows its predecessor
 */
export function inOrder<T>(messages: readonly T[], begun: (message: T) => number | undefined): T[] {
  let last = 0;
  return messages
    .map((message) => ({ message, at: (last = begun(message) ?? last) }))
    .sort((a, b) => a.at - b.at)
    .map(({ message }) => message);
}

/** A message that waits in the queue. */
export const queuedSchema = z.object({
  id: z.string(),
  text: z.string(),
  author: userSchema,
  /** As in {@link messageMetadataSchema}. */
  wordsBy: z.optional(userSchema),
  mentions: z.optional(z.array(storedMentionSchema)),
  mode: z.optional(z.literal('ask')),
  /** The message that this one resends: it leaves the transcript, with its reply, when this one's turn begins. */
  replaces: z.optional(z.string()),
  /** The turn that was cut off and that this lets go on. */
  continues: z.optional(z.string()),
});
export type Queued = z.infer<typeof queuedSchema>;

/** The model name of the built-in commands. */
export const builtInModel = 'commands';

/** The agent's state as the coder broadcasts it to every page. */
export const agentStateSchema = z.object({
  version: z.int(),
  status: agentStatusSchema,
  model: z.string(),
  models: z.array(z.string()),
  queue: z.array(queuedSchema),
  /** How many approval requests are pending. */
  pendingApprovals: z.int(),
  /** A sentence that says what the turn is waiting for, e.g. an overloaded model server. */
  notice: z.optional(z.string()),
  /** A sentence that warns of the day's limit of tokens or dollars. */
  budgetWarning: z.optional(z.string()),
  /** The plan of the turn in progress. */
  todo: z.optional(todoSchema),
});
export type AgentState = z.infer<typeof agentStateSchema>;

/** The coder's own JSON frames to the pages, besides the agents SDK's. */
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
  /** A terminal command, when it starts and when it ends; on connect, the latest ones. */
  z.object({ type: z.literal('terminal'), line: terminalLineSchema }),
  /** What a command that goes on has printed. */
  z.object({
    type: z.literal('terminal-output'),
    id: z.int(),
    /** How many UTF-16 units of output came before. */
    seq: z.int(),
    chunks: z.array(terminalChunkSchema),
  }),
  /** Messages removed from the transcript. */
  z.object({ type: z.literal('messages-gone'), ids: z.array(z.string()) }),
  /** An approval request, when it is made and when it is settled; on connect, the latest ones. */
  z.object({ type: z.literal('approval'), approval: approvalSchema }),
  /** A turn that changed files, when it ends and when people undo, redo or keep any of it. */
  z.object({ type: z.literal('turn'), turn: turnSchema }),
]);
export type CoderEvent = z.infer<typeof coderEventSchema>;
