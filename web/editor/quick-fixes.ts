import type { editor, languages } from 'monaco-editor/editor';
import { showToast } from '../ui/toast.tsx';
import type { FoundFix } from './checked-file.ts';
import type { Models, OpenModel } from './models.ts';
import { type Monaco, typeWorker } from './monaco.ts';
import { offsetsOf, selectionAt } from './positions.ts';

const commandId = 'tandem.applyFix';

/** A change of a fix, at a place that moves with what others write while the menu is open. */
interface PlacedChange {
  file: OpenModel;
  place: ReturnType<typeof selectionAt>;
  text: string;
}

/**
 * Offers TypeScript's fixes. Monaco has a provider of its own, which writes the changes that a fix makes to other files
 * into the open one, and into the wrong lines when someone wrote since the menu opened.
 * @returns a function that stops
 */
export function registerQuickFixes(monaco: Monaco, models: Models, editable: () => boolean): () => void {
  const offer = async (
    model: editor.ITextModel,
    marker: editor.IMarkerData,
  ): Promise<languages.CodeAction[]> => {
    const worker = await typeWorker();
    if (!worker || model.isDisposed()) return [];
    const range = monaco.Range.lift(marker);
    const [start, end] = [range.getStartPosition(), range.getEndPosition()].map((at) =>
      model.getOffsetAt(at),
    );
    const version = model.getVersionId();
    const found = await worker.fixes(model.uri.toString(), start ?? 0, end ?? 0, [Number(marker.code)]);
    // The offsets are those of a text that is gone.
    if (model.isDisposed() || model.getVersionId() !== version) return [];
    return found.flatMap((fix) => {
      const changes = placed(models, fix);
      return changes
        ? [
            {
              title: fix.title,
              kind: 'quickfix',
              diagnostics: [marker],
              command: { id: commandId, title: fix.title, arguments: [changes] },
            },
          ]
        : [];
    });
  };
  const subscriptions = [
    monaco.languages.registerCodeActionProvider(['typescript', 'javascript'], {
      provideCodeActions: async (model, _range, { markers }) => {
        const offers = await Promise.all(
          markers.filter(({ code }) => Number(code) > 0).map((marker) => offer(model, marker)),
        );
        return { actions: offers.flat(), dispose: () => undefined };
      },
    }),
    monaco.editor.registerCommand(commandId, (_accessor: unknown, changes: readonly PlacedChange[]) => {
      if (editable() && !apply(monaco, models, changes))
        showToast('Not fixed: the text has changed too much meanwhile. Try again.');
    }),
  ];
  return () => {
    for (const subscription of subscriptions) subscription.dispose();
  };
}

/** The fix's changes in the room's files; undefined when it would change something else. */
function placed(models: Models, { changes }: FoundFix): PlacedChange[] | undefined {
  const all = changes.map(({ name, start, length, text }) => {
    const file = models.at(name);
    return file && { file, place: selectionAt(file.text, start, start + length), text };
  });
  return all.every((change) => change !== undefined) ? all : undefined;
}

/** Makes the changes, in each file as one step of its undo. @returns false when a place is gone */
function apply(monaco: Monaco, models: Models, changes: readonly PlacedChange[]): boolean {
  const edits = new Map<OpenModel, editor.IIdentifiedSingleEditOperation[]>();
  for (const { file, place, text } of changes) {
    const offsets = offsetsOf(file.text, place);
    if (!offsets || models.get(file.fileId) !== file) return false;
    const from = file.model.getPositionAt(offsets.anchor);
    const to = file.model.getPositionAt(offsets.head);
    const edit = { range: monaco.Range.fromPositions(from, to), text, forceMoveMarkers: true };
    edits.set(file, [...(edits.get(file) ?? []), edit]);
  }
  for (const [file, own] of edits) {
    const undo = models.undoOf(file.fileId);
    undo?.stopCapturing();
    file.model.pushEditOperations(null, own, () => null);
    undo?.stopCapturing();
  }
  return true;
}
