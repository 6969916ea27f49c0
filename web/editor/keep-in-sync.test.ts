import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { keepInSync } from './keep-in-sync.ts';

/** A model that keeps line ends as Monaco does: CRLF when all lines of the text end with it. */
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

function boundModel(content: string, editable: boolean) {
  const text = new Y.Doc().getText();
  text.insert(0, content);
  const model = modelOf(content);
  const binding = { mux: (act: () => void) => act() };
  const bound = { path: 'a.ts', text, model, binding };
  const stop = keepInSync(
    bound,
    () => undefined,
    () => editable,
  );
  return { text, model, stop };
}

test('D5 J7 a text with CRLF throughout is normalised, and so is its model', () => {
  vi.useFakeTimers();
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  const { text, model, stop } = boundModel('one\r\ntwo\r\n', true);
  vi.runAllTimers();
  expect(text.toJSON()).toBe('one\ntwo\n');
  expect(model.value).toBe('one\ntwo\n');
  stop();
  vi.useRealTimers();
});

test('J2 a viewer sees the normalised text and writes nothing', () => {
  vi.useFakeTimers();
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  const { text, model, stop } = boundModel('one\r\n', false);
  vi.runAllTimers();
  expect(text.toJSON()).toBe('one\r\n');
  expect(model.value).toBe('one\n');
  stop();
  vi.useRealTimers();
});
