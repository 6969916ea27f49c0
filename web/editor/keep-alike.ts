import type { editor } from 'monaco-editor/editor';
import type { MonacoBinding } from 'y-monaco';
import type * as Y from 'yjs';
import { applyEdits, cleanText, plainText, smallestDiff } from '../../shared/text.ts';

const checkDelayMs = 1_000;

/**
 * The binding drops edits that are made while it applies remote ones, and counts a `\r` that another client wrote
 * where the model has none. So a moment after the last change both are compared, and the model is set right.
 */
export function keepAlike(
  held: {
    path: string;
    text: Y.Text;
    model: Pick<editor.ITextModel, 'getValue' | 'setValue' | 'onDidChangeContent'>;
    binding: Pick<MonacoBinding, 'mux'>;
  },
  setLf: () => void,
  editable: () => boolean,
): () => void {
  const { model, text, binding } = held;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const check = (): void => {
    const before = plainText(text);
    const clean = cleanText(before);
    // A model takes CRLF for its own where all lines end so.
    if (clean === before && model.getValue() === before) return;
    // Under the binding's own lock: it must take none of this for an edit.
    binding.mux(() => {
      if (clean !== before && editable()) {
        text.doc?.transact(() => applyEdits(text, smallestDiff(before, clean)), check);
      }
      if (model.getValue() === clean) return;
      console.error('tandem: the editor had left the text and was set right', held.path);
      model.setValue(clean);
      setLf();
    });
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(check, checkDelayMs);
  };
  later();
  text.observe(later);
  const subscription = model.onDidChangeContent(later);
  return () => {
    clearTimeout(timer);
    text.unobserve(later);
    subscription.dispose();
  };
}
