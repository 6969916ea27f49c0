import { expect, it } from 'vitest';
import { replacement } from './native-edit.ts';

it.each([
  ['echo one', '', 0, 8, ''],
  ['', 'ls', 0, 0, 'ls'],
  ['cat R a', 'cat README.md a', 5, 5, 'EADME.md'],
  ['aXa', 'aa', 1, 2, ''],
  ['aa', 'aaa', 2, 2, 'a'],
  ['ls -l', 'cat x', 0, 5, 'cat x'],
])('W149 from “%s” to “%s” only the difference is replaced', (before, after, start, end, inserted) => {
  expect(replacement(before, after)).toEqual({ start, end, inserted });
});
