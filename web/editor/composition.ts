import type { editor } from 'monaco-editor/editor';
import type * as Y from 'yjs';
import { afterOthers, afterOwn, caretAfterOthers, type Composed, nothingComposed } from './composed.ts';
import type { OpenModel } from './models.ts';
import type { Monaco } from './monaco.ts';

/** Monaco's two ways to write what is composed anew; both count back from the caret. */
const replacing = { replacePreviousChar: 'replaceCharCnt', compositionType: 'replacePrevCharCnt' } as const;

/**
 * Keeps an input method and those who type beside it out of each other's letters. Monaco replaces "the last n letters
 * before the caret" at each key of a composition, and lets what others write at the caret push it on: it would take
 * their letters for its own. While someone composes, the caret stays right behind what is composed. A composition is one
 * step for undo, however long it takes.
 * @param shown the file in front
 * @param undoOfShown what takes back one's own edits of it
 */
export function composeBesideOthers(
  monaco: Monaco,
  codeEditor: editor.IStandaloneCodeEditor,
  shown: () => Pick<OpenModel, 'text' | 'model' | 'binding'> | undefined,
  undoOfShown: () => Y.UndoManager | undefined,
): { dispose: () => void } {
  let end: (() => void) | undefined;
  let composed: Composed = nothingComposed;

  const begin = (): void => {
    end?.();
    const file = shown();
    const { doc } = file?.text ?? {};
    if (!file || !doc) return;
    composed = nothingComposed;
    let carets: number[] | undefined;
    const noteCarets = (): void => {
      carets = caretsOf(codeEditor, file.model);
    };
    const follow = ({ delta }: Y.YTextEvent, { origin }: Y.Transaction): void => {
      if (origin === file.binding) {
        composed = afterOwn(composed, delta);
        return;
      }
      composed = afterOthers(composed, delta);
      if (!carets) return;
      const kept = carets.map((caret) => caretAfterOthers(caret, delta));
      if (caretsOf(codeEditor, file.model)?.join() !== kept.join()) setCarets(monaco, codeEditor, kept);
    };
    doc.on('beforeAllTransactions', noteCarets);
    // Behind the binding's own: the model has the edit by then.
    file.text.observe(follow);
    const undo = undoOfShown();
    const { captureTimeout = 0 } = undo ?? {};
    undo?.stopCapturing();
    if (undo) undo.captureTimeout = Infinity;
    end = () => {
      doc.off('beforeAllTransactions', noteCarets);
      file.text.unobserve(follow);
      undo?.stopCapturing();
      if (undo) undo.captureTimeout = captureTimeout;
      end = undefined;
    };
  };

  /** Takes away what is left of the composed letters, when they cannot be counted back. @returns whether it did */
  const takeAway = (): boolean => {
    const model = codeEditor.getModel();
    if (!end || !composed.broken || !model) return false;
    const ranges = composed.runs.map(({ start, end: behind }) =>
      monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(behind)),
    );
    composed = nothingComposed;
    codeEditor.executeEdits(
      'composition',
      ranges.map((range) => ({ range, text: '' })),
    );
    return true;
  };

  const subscriptions = [
    codeEditor.onDidCompositionStart(begin),
    codeEditor.onDidCompositionEnd(() => end?.()),
    codeEditor.onDidChangeModel(() => end?.()),
    ...Object.entries(replacing).map(([command, count]) =>
      monaco.editor.registerCommand(command, (_services, args: Record<string, unknown>) => {
        // The peek windows of Monaco are editors of their own.
        const focused = monaco.editor.getEditors().find((one) => one.hasTextFocus());
        const counted = focused === codeEditor && takeAway() ? { ...args, [count]: 0 } : args;
        focused?.trigger('keyboard', command, counted);
      }),
    ),
  ];
  return {
    dispose: () => {
      end?.();
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

/** @returns undefined where something is selected: the first letter that is composed takes its place */
function caretsOf(codeEditor: editor.ICodeEditor, model: editor.ITextModel): number[] | undefined {
  const selections = codeEditor.getSelections();
  if (codeEditor.getModel() !== model || !selections?.every((selection) => selection.isEmpty()))
    return undefined;
  return selections.map((selection) => model.getOffsetAt(selection.getPosition()));
}

function setCarets(monaco: Monaco, codeEditor: editor.ICodeEditor, carets: readonly number[]): void {
  const model = codeEditor.getModel();
  if (!model) return;
  const selectionAt = (offset: number) => {
    const at = model.getPositionAt(offset);
    return monaco.Selection.fromPositions(at, at);
  };
  codeEditor.setSelections(carets.map(selectionAt), 'composition');
}
