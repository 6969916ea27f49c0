import type * as Y from 'yjs';
import * as z from 'zod/mini';
import { pathOf } from './doc.ts';
import { metaValues, setMeta } from './meta.ts';
import { TandemError } from './errors.ts';
import { newUlid } from './ids.ts';
import { runLimits } from './limits.ts';
import { runOptionsSchema } from './run.ts';

/** How to run one of the room's files, saved in the room for everyone. */
const runConfigSchema = z.strictObject({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(runLimits.maxConfigNameLength)),
  /** The file's id, which a rename does not change. */
  file: z.string(),
  options: runOptionsSchema,
});
export type RunConfig = z.infer<typeof runConfigSchema> & { id: string };

const prefix = 'run:';

/** The room's run configurations, oldest first, without invalid ones and those whose file is deleted. */
export function listRunConfigs(doc: Y.Doc): RunConfig[] {
  return metaValues(doc, prefix)
    .flatMap(([id, value]) => {
      const parsed = runConfigSchema.safeParse(value);
      return parsed.success && pathOf(doc, parsed.data.file) !== undefined ? [{ ...parsed.data, id }] : [];
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Adds a configuration, or overwrites the one with that id; returns its id.
 * @throws TandemError `bad_request` when it is invalid, `too_large` when the room has too many.
 */
export function saveRunConfig(doc: Y.Doc, config: Omit<RunConfig, 'id'>, id = newUlid()): string {
  const parsed = runConfigSchema.safeParse(config);
  if (!parsed.success) throw new TandemError('bad_request', z.prettifyError(parsed.error));
  const others = listRunConfigs(doc).filter((other) => other.id !== id);
  if (others.length >= runLimits.maxConfigs) {
    throw new TandemError('too_large', `A room keeps at most ${runLimits.maxConfigs} run configurations.`);
  }
  setMeta(doc, prefix + id, parsed.data);
  return id;
}

export function deleteRunConfig(doc: Y.Doc, id: string): void {
  setMeta(doc, prefix + id, null);
}
