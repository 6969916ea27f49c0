import type * as Y from 'yjs';
import { agentLimits } from './limits.ts';
import { metaOf } from './meta.ts';

/** How long one turn of the agent may work in this room. */
export interface TurnLimits {
  /** Model calls. */
  steps: number;
  /** Without waits for people. */
  minutes: number;
}

const settings = {
  steps: { key: 'maxSteps', ...agentLimits.turnSteps },
  minutes: { key: 'maxTurnMinutes', ...agentLimits.turnMinutes },
} as const;

/** The room's limits, within those of `limits.ts` whatever the document contains. */
export const turnLimitsOf = (doc: Y.Doc): TurnLimits => ({
  steps: within('steps', metaOf(doc).get(settings.steps.key)),
  minutes: within('minutes', metaOf(doc).get(settings.minutes.key)),
});

/** Sets a limit, or the nearest one that is possible; what is not a number sets the usual one. */
export function setTurnLimit(
  doc: Y.Doc,
  limit: keyof TurnLimits,
  value: number,
  origin: unknown = null,
): void {
  doc.transact(() => metaOf(doc).set(settings[limit].key, within(limit, value)), origin);
}

function within(limit: keyof TurnLimits, value: unknown): number {
  const { least, usual, most } = settings[limit];
  if (typeof value !== 'number' || Number.isNaN(value)) return usual;
  return Math.min(most, Math.max(least, Math.round(value)));
}
