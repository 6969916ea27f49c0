import * as z from 'zod/mini';
import { pendingEditSchema } from './finish-edit.ts';
import { pendingPathSchema } from './path-change.ts';

/** A change of the document that is being made, as the journal of tool calls keeps it. */
export const pendingChangeSchema = z.discriminatedUnion('kind', [pendingEditSchema, pendingPathSchema]);
export type PendingChange = z.infer<typeof pendingChangeSchema>;
