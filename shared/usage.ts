import * as z from 'zod/mini';
import { userSchema } from './roles.ts';

const usedShape = {
  turns: z.int(),
  inputTokens: z.number(),
  /** Those of `inputTokens` that the provider had in its cache. */
  cachedTokens: z.number(),
  outputTokens: z.number(),
  /** In dollars, of the calls of models whose price is known; absent when there were none. */
  cost: z.optional(z.number()),
  /** Some of the cost is by the built-in list of prices. */
  isAbout: z.optional(z.literal(true)),
  /** Some calls were of models whose price is not known. */
  isPartial: z.optional(z.literal(true)),
};
const usedSchema = z.object(usedShape);
export type Used = z.infer<typeof usedSchema>;

const tokensSchema = z.optional(z.int().check(z.gte(1), z.lte(1_000_000_000_000)));
const dollarsSchema = z.optional(z.number().check(z.gte(0.01), z.lte(1_000_000)));

/**
 * What the owner allows the agent's turns; without a limit, only the server's counts. Body of `PUT usage/limits`. Of
 * cached tokens a tenth counts.
 */
export const usageLimitsSchema = z.strictObject({
  tokensPerDay: tokensSchema,
  dollarsPerDay: dollarsSchema,
  tokensPerTurn: tokensSchema,
  dollarsPerTurn: dollarsSchema,
});
export type UsageLimits = z.infer<typeof usageLimitsSchema>;

/** What the turns of a room's agent have used. Days are of UTC. */
export const usageSchema = z.object({
  today: usedSchema,
  /** Of the last 7 and 30 days, with today. */
  week: usedSchema,
  month: usedSchema,
  /** Of the last 30 days, most tokens first. */
  byModel: z.array(z.object({ ...usedShape, model: z.string() })),
  byPerson: z.array(z.object({ ...usedShape, by: userSchema })),
  /** What counts against the day's limits. */
  counted: z.object({ tokens: z.number(), dollars: z.number() }),
  limits: usageLimitsSchema,
  /** The server's own limit. */
  serverTokensPerDay: z.number(),
  /** When the day ends, in ms since the epoch. */
  resetsAt: z.number(),
});
export type Usage = z.infer<typeof usageSchema>;
