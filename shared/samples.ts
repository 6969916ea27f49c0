import * as z from 'zod/mini';

/** What a new room can begin with. `typescript` is what it begins with by default. */
export const sampleSchema = z.enum(['typescript', 'kata', 'worker', 'empty']);
export type Sample = z.infer<typeof sampleSchema>;

/** Body of `POST /api/rooms`, all of it optional. */
export const newRoomRequestSchema = z.object({ sample: z.optional(sampleSchema) });
export type NewRoomRequest = z.infer<typeof newRoomRequestSchema>;

const suffixPattern = /-([a-z]+)$/;

/**
 * What a room begins with, as its id says: an id without a suffix means the default. In the id, because the room server
 * and whoever recreates a lost room must agree on it without asking anyone.
 */
export function sampleOf(roomId: string): Sample {
  return sampleSchema.safeParse(suffixPattern.exec(roomId)?.[1]).data ?? 'typescript';
}
