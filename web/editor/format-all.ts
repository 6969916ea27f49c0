import type { FileEntry } from '../../shared/doc.ts';
import { errorMessage } from '../../shared/errors.ts';
import type { Formatted } from './format-result.ts';
import type { Models, OpenModel } from './models.ts';
import type { Monaco } from './monaco.ts';

/**
 * Formats every file that has a formatter. Each file's change is a separate undo step. Monaco formats only a model that
 * an editor shows, so this uses a detached editor.
 */
export async function formatAll(
  monaco: Monaco,
  models: Models,
  files: readonly FileEntry[],
  canContinue: () => boolean,
): Promise<Formatted> {
  const result: Formatted = { changed: [], left: [], failed: [] };
  const detached = monaco.editor.create(document.createElement('div'), { model: null });
  try {
    for (const { id, path } of files) {
      const open = models.get(id);
      if (!open || !canContinue()) continue;
      detached.setModel(open.model);
      const action = detached.getAction('editor.action.formatDocument');
      if (!action?.isSupported()) continue;
      const undo = models.undoOf(id);
      undo?.stopCapturing();
      try {
        const { own, others } = await changesDuring(open, () => action.run());
        if (own) result.changed.push(path);
        else if (others) result.left.push(path);
      } catch (error) {
        result.failed.push({ path, reason: errorMessage(error) });
      }
      undo?.stopCapturing();
    }
  } finally {
    detached.dispose();
  }
  return result;
}

/** Whether the text changed here, or by others, during `act`. Monaco drops its edits when others changed the text. */
async function changesDuring(
  { text }: OpenModel,
  act: () => Promise<void>,
): Promise<{ own: boolean; others: boolean }> {
  const seen = { own: false, others: false };
  const note = (_event: unknown, { local }: { local: boolean }): void => {
    seen[local ? 'own' : 'others'] = true;
  };
  text.observe(note);
  try {
    await act();
  } finally {
    text.unobserve(note);
  }
  return seen;
}
