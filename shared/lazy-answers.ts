import * as z from 'zod/mini';
import { purgedSchema } from './purge.ts';
import { linksSchema } from './session.ts';
import { turnChangeSchema, turnSchema } from './turn.ts';
import { usageSchema } from './usage.ts';

/** The JSON bodies with which the coder answers those calls that the page makes only after its first paint. */
export const lazyAnswers = {
  'GET turns': z.object({ turns: z.array(turnSchema) }),
  /** This and the next: also of `redo`. With `preview` in the body. */
  'POST turns/<id>/undo (preview)': z.object({ files: z.array(turnChangeSchema) }),
  'POST turns/<id>/undo': z.object({ version: z.int(), files: z.array(turnChangeSchema) }),
  'POST turns/<id>/keep': z.object({ turn: turnSchema }),
  /** Also of `PUT usage/limits`. */
  'GET usage': usageSchema,
  'POST links/revoke': z.object({ links: linksSchema }),
  'POST purge': z.object({ purged: purgedSchema }),
} as const;
