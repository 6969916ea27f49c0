import type { editor } from 'monaco-editor/editor';
import type * as Y from 'yjs';
import {
  applyRemoteEdit,
  applyOwnEdit,
  caretAfterRemoteEdit,
  type Composed,
  nothingComposed,
} from './composed.ts';
import type { OpenModel } from './models.ts';
import type { Monaco } from './monaco.ts';

/** Monaco's two commands that replace composed text, with their argument that counts back from the caret. */
const replacing = { replacePreviousChar: 'replaceCharCnt', compositionType: 'replacePrevCharCnt' } as const;

/**
 * Keeps an input method from overwriting what others type next to it. At each key of a composition Monaco replaces "the
 * last n characters before the caret", but text that others insert at the caret pushes the caret on, so Monaco would
 * replace their characters. During a composition, the caret therefore stays directly after the composed text.
 * A composition is one undo step, however slow it is.
 * @param shown the file in front
 * @param undoOfShown the undo of one's own edits in it
 */
export function protectComposition(
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
        composed = applyOwnEdit(composed, delta);
        return;
      }
      composed = applyRemoteEdit(composed, delta);
      if (!carets) return;
      const kept = carets.map((caret) => caretAfterRemoteEdit(caret, delta));
      if (caretsOf(codeEditor, file.model)?.join() !== kept.join()) setCarets(monaco, codeEditor, kept);
    };
    doc.on('beforeAllTransactions', noteCarets);
    // Registered after the binding's observer, so that the model already has the edit.
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

  /** Deletes the rest of the composed text when counting back cannot find it. @returns whether it did */
  const removeComposed = (): boolean => {
    const model = codeEditor.getModel();
    if (!end || !composed.broken || !model) return false;
    const ranges = composed.ranges.map(({ start, end: behind }) =>
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
        // Monaco's peek windows are separate editors.
        const focused = monaco.editor.getEditors().find((one) => one.hasTextFocus());
        const adjusted = focused === codeEditor && removeComposed() ? { ...args, [count]: 0 } : args;
        focused?.trigger('keyboard', command, adjusted);
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

/** @returns undefined when something is selected, because the first composed character replaces the selection */
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
