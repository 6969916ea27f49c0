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
const truncatedSchema = z.object({ entries: count, bytes: count });

const value = {
  /** Null when the value has no JSON. */
  json: z.nullable(z.string()),
  /** Empty when the program returned nothing. */
  text: z.string(),
};

/**
 * How a run ended, as the isolate reports it. The program runs in there too, so nothing here can be trusted, not even
 * sizes.
 */
export const reportSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    ...value,
    truncated: truncatedSchema,
  }),
  z.object({
    ok: z.literal(false),
    /** The executor determines all other categories. */
    category: z.enum(['runtime', 'timeout']),
    message: z.string(),
    /** Set when the program called `process.exit`, or set its exit code and returned. */
    exitCode: z.optional(z.int().check(z.gte(1), z.lte(255))),
    value: z.optional(z.object(value)),
    /** The error's own properties, shown. */
    properties: z.optional(z.string()),
    frames: framesSchema,
    /**
     * Causes and members of an AggregateError, each after the error that contains it; the message says how it is
     * related.
     */
    inner: counted(
      z.array(z.object({ message: z.string(), frames: framesSchema })),
      runLimits.maxInnerErrors,
    ),
    truncated: truncatedSchema,
  }),
]);
export type Report = z.infer<typeof reportSchema>;
