import * as z from 'zod/mini';
import { queuedSchema } from './chat.ts';
import { actionSchema } from './host.ts';
import { outputEntrySchema, runSchema } from './run.ts';
import { terminalLineSchema } from './terminal.ts';

/** UI messages (`transcript.ts`). Each reader parses them one by one, so that one it does not know costs only itself. */
export const messagesSchema = z.array(z.unknown());

/**
 * The JSON bodies with which the coder answers the page's HTTP calls. `lazy-answers.ts` has those that the page needs only
 * after its first paint, `coder-answers.ts` the others.
 */
export const pageAnswers = {
  'POST runs': z.object({ runId: z.string() }),
  'GET runs/<id>': z.extend(runSchema, {
    output: z.array(outputEntrySchema),
    actions: z.array(actionSchema),
  }),
  'GET terminal/<id>': terminalLineSchema,
  'GET actions': z.object({ actions: z.array(actionSchema) }),
  /**
   * With `limit` in the query, the newest page of the transcript, or the one before the message `before`: then `earlier`
   * says how many messages come before it, and `before`, if there are any, is the `before` of the next call. Without, the
   * whole transcript.
   */
  'GET chat/history': z.object({
    messages: messagesSchema,
    queue: z.array(queuedSchema),
    before: z.optional(z.string()),
    earlier: z.optional(z.int()),
  }),
  /** All that a tool got and gave; `output` is absent until it has answered. */
  'GET chat/messages/<id>/calls/<callId>': z.object({
    input: z.optional(z.unknown()),
    output: z.optional(z.unknown()),
  }),
} as const;
