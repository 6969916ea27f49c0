import type { Effect } from '../../../shared/host.ts';
import { toolOutputs } from '../../../shared/tools.ts';

/** What a tool call did to the room's files, judged by its answer. Commands record their own effects. */
export function effectIn(output: unknown): Effect | undefined {
  const edited = toolOutputs.editFile.safeParse(output);
  if (edited.success) {
    const { path, added, removed } = edited.data;
    return added + removed > 0 ? { kind: 'write', path } : undefined;
  }
  const renamed = toolOutputs.renameFile.safeParse(output);
  if (renamed.success) return { kind: 'rename', path: renamed.data.path, to: renamed.data.to };
  // A read's output also fits the schema of a deletion's.
  if (toolOutputs.readFile.safeParse(output).success) return undefined;
  const deleted = toolOutputs.deleteFile.safeParse(output);
  return deleted.success ? { kind: 'delete', path: deleted.data.path } : undefined;
}
