import type { editor } from 'monaco-editor/editor';
import type { Monaco } from './monaco.ts';

/** Binds the keys of the table of commands that Monaco has for something else, or on some systems only. */
export function bindEditorKeys(
  { KeyMod, KeyCode }: Monaco,
  widget: editor.IStandaloneCodeEditor,
  { undo, redo }: { undo: () => void; redo: () => void },
): void {
  // Monaco's own undo stack contains other people's edits as well.
  widget.addCommand(KeyMod.CtrlCmd | KeyCode.KeyZ, undo);
  for (const keys of [KeyMod.CtrlCmd | KeyCode.KeyY, KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.KeyZ])
    widget.addCommand(keys, redo);
  // On Linux Monaco formats by Ctrl+Shift+I, by which browsers open their developer tools.
  widget.addCommand(KeyMod.Alt | KeyMod.Shift | KeyCode.KeyF, () =>
    widget.trigger('keyboard', 'editor.action.formatDocument', null),
  );
}
