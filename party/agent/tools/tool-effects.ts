import type { Effect } from '../../../shared/host.ts';
import { toolOutputs } from '../../../shared/tools.ts';

/** What a tool call of a turn's did to the room's files, by its answer; commands tell by themselves what they do. */
export function effectIn(output: unknown): Effect | undefined {
  const edited = toolOutputs.editFile.safeParse(output);
  if (edited.success) {
    const { path, added, removed } = edited.data;
    return added + removed > 0 ? { kind: 'write', path } : undefined;
  }
  const renamed = toolOutputs.renameFile.safeParse(output);
  if (renamed.success) return { kind: 'rename', path: renamed.data.path, to: renamed.data.to };
  // A read tells path and lines as a deletion does, and more.
  if (toolOutputs.readFile.safeParse(output).success) return undefined;
  const deleted = toolOutputs.deleteFile.safeParse(output);
  return deleted.success ? { kind: 'delete', path: deleted.data.path } : undefined;
}
