import * as z from 'zod/mini';

export const idRangeSchema = z.object({ client: z.number(), clock: z.number(), length: z.number() });
/** Characters by the ids that Yjs gave them: `length` UTF-16 units from `clock` on, written under `client`. */
export type IdRange = z.infer<typeof idRangeSchema>;
