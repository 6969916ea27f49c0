import type { editor } from 'monaco-editor/editor';
import type { MonacoBinding } from 'y-monaco';
import type * as Y from 'yjs';
import { applyEdits, cleanText, plainText } from '../../shared/text.ts';
import { smallestDiff } from '../../shared/text-diff.ts';

const checkDelayMs = 1_000;

/**
 * Repairs a model that differs from its text. The binding drops edits that are made while it applies remote ones, and
 * counts a `\r` from another client that the model does not have. So the two are compared shortly after each change.
 */
export function keepInSync(
  bound: {
    path: string;
    text: Y.Text;
    model: Pick<editor.ITextModel, 'getValue' | 'setValue' | 'onDidChangeContent'>;
    binding: Pick<MonacoBinding, 'mux'>;
  },
  setLf: () => void,
  editable: () => boolean,
): () => void {
  const { model, text, binding } = bound;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const check = (): void => {
    const before = plainText(text);
    const clean = cleanText(before);
    // A model keeps CRLF when all lines end with it.
    if (clean === before && model.getValue() === before) return;
    // Under the binding's lock, so that it does not treat this as an edit.
    binding.mux(() => {
      if (clean !== before && editable()) {
        text.doc?.transact(() => applyEdits(text, smallestDiff(before, clean)), check);
      }
      if (model.getValue() === clean) return;
      console.error('tandem: the editor differed from the text and was repaired', bound.path);
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
