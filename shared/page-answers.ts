import * as z from 'zod/mini';
import { queuedSchema } from './chat.ts';
import { actionSchema } from './host.ts';
import { purgedSchema } from './purge.ts';
import { outputEntrySchema, runSchema } from './run.ts';
import { linksSchema } from './session.ts';
import { turnChangeSchema, turnSchema } from './turn.ts';

/** UI messages (`transcript.ts`). Each reader parses them one by one, so that one it does not know costs only itself. */
export const messagesSchema = z.array(z.unknown());

/** The JSON bodies with which the coder answers the page's HTTP calls; `coder-answers.ts` has the others. */
export const pageAnswers = {
  'GET turns': z.object({ turns: z.array(turnSchema) }),
  /** With `preview` in the body. */
  'POST turns/<id>/undo (preview)': z.object({ files: z.array(turnChangeSchema) }),
  'POST runs': z.object({ runId: z.string() }),
  'GET runs/<id>': z.extend(runSchema, {
    output: z.array(outputEntrySchema),
    actions: z.array(actionSchema),
  }),
  'GET actions': z.object({ actions: z.array(actionSchema) }),
  'GET chat/history': z.object({ messages: messagesSchema, queue: z.array(queuedSchema) }),
  'POST links/revoke': z.object({ links: linksSchema }),
  'POST purge': z.object({ purged: purgedSchema }),
} as const;
