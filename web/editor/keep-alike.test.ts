import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { keepAlike } from './keep-alike.ts';

/** A model that holds a text as Monaco does: where all lines end with CRLF, so do its own. */
function modelOf(value: string) {
  return {
    value,
    getValue() {
      return this.value;
    },
    setValue(next: string) {
      this.value = next;
    },
    onDidChangeContent: () => ({ dispose: () => undefined }),
  };
}

function heldOf(content: string, editable: boolean) {
  const text = new Y.Doc().getText();
  text.insert(0, content);
  const model = modelOf(content);
  const binding = { mux: (act: () => void) => act() };
  const held = { path: 'a.ts', text, model, binding };
  const stop = keepAlike(
    held,
    () => undefined,
    () => editable,
  );
  return { text, model, stop };
}

test('D5 J7 a text with CRLF throughout is cleaned, and its model with it', () => {
  vi.useFakeTimers();
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  const { text, model, stop } = heldOf('one\r\ntwo\r\n', true);
  vi.runAllTimers();
  expect(text.toJSON()).toBe('one\ntwo\n');
  expect(model.value).toBe('one\ntwo\n');
  stop();
  vi.useRealTimers();
});

test('J2 a viewer is shown it clean, and writes nothing', () => {
  vi.useFakeTimers();
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  const { text, model, stop } = heldOf('one\r\n', false);
  vi.runAllTimers();
  expect(text.toJSON()).toBe('one\r\n');
  expect(model.value).toBe('one\n');
  stop();
  vi.useRealTimers();
});
