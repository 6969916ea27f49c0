import * as z from 'zod/mini';
import { counted } from '../../shared/counted.ts';
import { runLimits } from '../../shared/limits.ts';

const frameSchema = z.object({
  name: z.string(),
  file: z.string(),
  line: z.int(),
  column: z.int(),
});

const framesSchema = counted(z.array(frameSchema), runLimits.maxFrames);

const count = z.int().check(z.gte(0));
const cutSchema = z.object({ entries: count, bytes: count });

const value = {
  /** Null when the value has no JSON. */
  json: z.nullable(z.string()),
  /** Empty when the program returned nothing. */
  text: z.string(),
};

/** How a run ended, as the isolate says it. The program runs in there, too: nothing of this can be trusted, not its sizes either. */
export const reportSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    ...value,
    cut: cutSchema,
  }),
  z.object({
    ok: z.literal(false),
    /** The others are the host's to find. */
    category: z.enum(['runtime', 'timeout']),
    message: z.string(),
    /** Of a program that ended itself, or set its exit code and returned a value. */
    exitCode: z.optional(z.int().check(z.gte(1), z.lte(255))),
    value: z.optional(z.object(value)),
    frames: framesSchema,
    /** The errors inside of it, each told how it got there, behind the one that holds it. */
    inner: counted(
      z.array(z.object({ message: z.string(), frames: framesSchema })),
      runLimits.maxInnerErrors,
    ),
    cut: cutSchema,
  }),
]);
export type Report = z.infer<typeof reportSchema>;
