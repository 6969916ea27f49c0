import * as z from 'zod/mini';
import { approvalSchema } from './approvals.ts';
import { messagesSchema, type pageAnswers } from './page-answers.ts';
import { executeResultSchema, runSchema, runStateSchema } from './run.ts';
import { terminalLineSchema } from './terminal.ts';
import type { lazyAnswers } from './lazy-answers.ts';
import { versionSchema } from './version.ts';

/** By path. */
const filesSchema = z.record(z.string(), z.string());
const messageId = z.object({ id: z.string() });
/** The room's version after the call. */
const changed = z.object({ version: z.int() });

/** The JSON bodies with which the coder answers its HTTP calls, except those in `page-answers.ts` and `lazy-answers.ts`. */
export const coderAnswers = {
  'GET files': z.object({ version: z.int(), files: filesSchema }),
  'PUT file/<path>': changed,
  'DELETE file/<path>': changed,
  /** `next`, if older versions are kept, is the `before` of the next call. */
  'GET history': z.object({
    latest: z.int(),
    oldest: z.int(),
    versions: z.array(versionSchema),
    next: z.optional(z.int()),
  }),
  'GET history/<version>': z.object({ version: z.int(), timestamp: z.number(), files: filesSchema }),
  'POST history/<version>/restore': changed,
  'POST execute': executeResultSchema,
  'GET runs': z.object({ runs: z.array(runSchema) }),
  'POST runs/<id>/stop': z.object({ state: runStateSchema }),
  'GET terminal': z.object({ lines: z.array(terminalLineSchema) }),
  'POST terminal': terminalLineSchema,
  'POST terminal/<id>/stop': terminalLineSchema,
  'GET approvals': z.object({ approvals: z.array(approvalSchema) }),
  'POST approvals/<id>': approvalSchema,
  /** The replies, once they are complete; this and the next also of `POST chat/continue`. */
  'POST chat': z.object({ messages: messagesSchema }),
  /** With `Prefer: respond-async`, or when the message starts no turn. */
  'POST chat (async)': messageId,
  'POST chat/stop': z.object({ stopped: z.boolean() }),
  'POST chat/clear': z.object({ cleared: z.int() }),
  /** `id` is the summary's message, which takes in `messages` others. */
  'POST chat/compact': z.object({
    id: z.string(),
    messages: z.int(),
    tokensBefore: z.int(),
    tokensAfter: z.int(),
  }),
  'POST chat/model': z.object({ model: z.string() }),
  /** Also of `DELETE`, and of `POST …/now`. */
  'PATCH chat/queue/<id>': messageId,
  'POST chat/messages/<id>/resend': messageId,
  /** Of the room itself. */
  DELETE: z.object({ deleted: z.literal(true) }),
} as const;

type Answers = typeof pageAnswers & typeof lazyAnswers & typeof coderAnswers;
export type CoderCall = keyof Answers;
export type CoderAnswer<Call extends CoderCall> = z.infer<Answers[Call]>;
