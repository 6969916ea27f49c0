import { expect, test } from 'vitest';
import { chordName, isChord, isKeyOf, pageCommandOf, writesText } from './chords.ts';
import { commandIds, commandOf } from './table.ts';

const press = (
  key: string,
  held: Partial<Record<'ctrl' | 'meta' | 'shift' | 'alt', true>> = {},
  code = '',
) => ({
  key,
  code,
  ctrlKey: held.ctrl === true,
  metaKey: held.meta === true,
  shiftKey: held.shift === true,
  altKey: held.alt === true,
});

test('W26 one key stands for one command in each part of the page', () => {
  const seen = new Map<string, string>();
  for (const id of commandIds) {
    const { where = 'page', keys = [] } = commandOf(id);
    for (const key of keys) {
      expect(seen.get(`${where} ${key}`), `${key} of ${id}`).toBeUndefined();
      seen.set(`${where} ${key}`, id);
    }
  }
});

test('W26 keys are told apart by what is held with them', () => {
  expect(pageCommandOf(press('p', { ctrl: true }))).toBe('openFile');
  expect(pageCommandOf(press('P', { ctrl: true, shift: true }))).toBe('palette');
  expect(pageCommandOf(press('F1'))).toBe('palette');
  expect(pageCommandOf(press('p'))).toBeUndefined();
  expect(pageCommandOf(press('F2'))).toBeUndefined();
  expect(isKeyOf(press('F2'), 'treeRename')).toBe(true);
  expect(isKeyOf(press('F2', { shift: true }), 'treeRename')).toBe(false);
});

test('W26 on a Mac Cmd takes the place of Ctrl, and Alt may write another letter', () => {
  expect(isChord(press('p', { meta: true }), 'Mod+P', true)).toBe(true);
  expect(isChord(press('p', { ctrl: true }), 'Mod+P', true)).toBe(false);
  expect(isChord(press('Enter', { ctrl: true }), 'Mod+Enter', true)).toBe(true);
  expect(isChord(press('≈', { alt: true }, 'KeyX'), 'Alt+X', true)).toBe(true);
  expect(chordName('Mod+Shift+P', true)).toBe('⌘ ⇧ P');
  expect(chordName('Mod+Shift+P', false)).toBe('Ctrl Shift P');
});

test('W76 a key that writes a letter of its own with Alt is text', () => {
  for (const key of ['¥', 'ń', 'Dead', '≈'])
    expect(writesText(press(key, { alt: true }, 'KeyY')), key).toBe(true);
  for (const key of ['y', 'Y', 'PageDown', 'Escape'])
    expect(writesText(press(key, { alt: true }, 'KeyY')), key).toBe(false);
  expect(writesText(press('é'))).toBe(false);
});

test('W26 a question mark is one on every layout', () => {
  expect(pageCommandOf(press('?', { shift: true }))).toBe('keys');
  expect(pageCommandOf(press('?'))).toBe('keys');
});
