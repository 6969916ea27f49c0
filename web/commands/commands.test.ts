import { expect, test } from 'vitest';
import { ariaKeysOf, chordName, isChord, isKeyOf, keysOf, makesText, pageCommandOf } from './chords.ts';
import { commandIds, commandOf } from './table.ts';

const press = (
  key: string,
  held: Partial<Record<'ctrl' | 'meta' | 'shift' | 'alt' | 'altGr', true>> = {},
  code = '',
) => ({
  getModifierState: (name: string) => name === 'AltGraph' && held.altGr === true,
  key,
  code,
  ctrlKey: held.ctrl === true,
  metaKey: held.meta === true,
  shiftKey: held.shift === true,
  altKey: held.alt === true,
});

test('W26 a key has at most one command in each part of the page', () => {
  for (const onMac of [false, true]) {
    const seen = new Map<string, string>();
    for (const id of commandIds) {
      const { where = 'page' } = commandOf(id);
      for (const key of keysOf(id, onMac)) {
        expect(seen.get(`${where} ${key}`), `${key} of ${id}`).toBeUndefined();
        seen.set(`${where} ${key}`, id);
      }
    }
  }
});

test('W26 modifiers distinguish keys', () => {
  expect(pageCommandOf(press('p', { ctrl: true }))).toBe('openFile');
  expect(pageCommandOf(press('P', { ctrl: true, shift: true }))).toBe('palette');
  expect(pageCommandOf(press('F1'))).toBe('palette');
  expect(pageCommandOf(press('p'))).toBeUndefined();
  expect(pageCommandOf(press('F2'))).toBeUndefined();
  expect(isKeyOf(press('F2'), 'treeRename')).toBe(true);
  expect(isKeyOf(press('F2', { shift: true }), 'treeRename')).toBe(false);
});

test('W26 Cmd replaces Ctrl on a Mac', () => {
  expect(isChord(press('p', { meta: true }), 'Mod+P', true)).toBe(true);
  expect(isChord(press('p', { ctrl: true }), 'Mod+P', true)).toBe(false);
  expect(isChord(press('Enter', { ctrl: true }), 'Mod+Enter', true)).toBe(true);
  expect(chordName('Mod+Shift+P', true)).toBe('⌘ ⇧ P');
  expect(chordName('Mod+Shift+P', false)).toBe('Ctrl Shift P');
});

test('W26 screen readers get a command’s keys of this system', () => {
  expect(ariaKeysOf('approve', false)).toBe('Alt+Y');
  expect(ariaKeysOf('approve', true)).toBe('Control+Shift+Y');
  expect(ariaKeysOf('openFile', true)).toBe('Meta+P');
});

test('W133 no key with Option is a command on a Mac, whatever the layout types with it', () => {
  const presses = {
    US: [
      ['Dead', 'KeyN'],
      ['¥', 'KeyY'],
      ['≈', 'KeyX'],
      ['˚', 'KeyK'],
      ['Dead', 'Backquote'],
    ],
    German: [
      ['~', 'KeyN'],
      ['‡', 'KeyY'],
      ['Ω', 'KeyZ'],
      ['≈', 'KeyX'],
      ['@', 'KeyL'],
    ],
    Polish: [
      ['ń', 'KeyN'],
      ['ź', 'KeyX'],
      ['ż', 'KeyZ'],
      ['ı', 'KeyY'],
      ['˚', 'KeyK'],
    ],
  };
  for (const [layout, keys] of Object.entries(presses))
    for (const [key = '', code = ''] of keys) {
      const option = press(key, { alt: true }, code);
      expect(pageCommandOf(option, true), `${layout} ${code}`).toBeUndefined();
      expect(makesText(option, true), `${layout} ${code}`).toBe(true);
    }
  expect(pageCommandOf(press('Y', { ctrl: true, shift: true }, 'KeyZ'), true)).toBe('approve');
  expect(pageCommandOf(press('N', { ctrl: true, shift: true }, 'KeyN'), true)).toBe('deny');
  expect(pageCommandOf(press('X', { ctrl: true, shift: true }, 'KeyX'), true)).toBe('closeTab');
});

test('W133 AltGr and dead keys type text and trigger no command', () => {
  for (const held of [{ altGr: true }, { altGr: true, ctrl: true, alt: true }] as const)
    for (const [key, code] of [
      ['ń', 'KeyN'],
      ['¥', 'KeyY'],
      ['n', 'KeyN'],
      ['Dead', 'KeyY'],
    ] as const) {
      expect(makesText(press(key, held, code), false), key).toBe(true);
      expect(pageCommandOf(press(key, held, code), false), key).toBeUndefined();
    }
  // On a system that does not distinguish AltGr from Alt.
  for (const key of ['ń', '¥', 'Dead']) {
    expect(makesText(press(key, { alt: true }, 'KeyN'), false), key).toBe(true);
    expect(pageCommandOf(press(key, { alt: true }, 'KeyN'), false), key).toBeUndefined();
  }
  for (const key of ['PageDown', 'Escape', 'Enter']) expect(makesText(press(key), false), key).toBe(false);
  expect(makesText(press('é'), false)).toBe(true);
});

test('W133 a letter matches the key that types it, or the key in its place in a script without that letter', () => {
  // QWERTZ swaps Y and Z.
  expect(pageCommandOf(press('z', { alt: true }, 'KeyY'), false)).toBeUndefined();
  expect(pageCommandOf(press('y', { alt: true }, 'KeyZ'), false)).toBe('approve');
  // AZERTY and Dvorak.
  expect(pageCommandOf(press('p', { ctrl: true }, 'KeyR'), false)).toBe('openFile');
  expect(pageCommandOf(press(';', { ctrl: true }, 'KeyP'), false)).toBeUndefined();
  // Cyrillic and Greek have no Latin letters.
  expect(pageCommandOf(press('з', { ctrl: true }, 'KeyP'), false)).toBe('openFile');
  expect(pageCommandOf(press('н', { alt: true }, 'KeyY'), false)).toBe('approve');
  expect(pageCommandOf(press('π', { meta: true }, 'KeyP'), true)).toBe('openFile');
});

test('W26 a question mark matches on every layout', () => {
  expect(pageCommandOf(press('?', { shift: true }))).toBe('keys');
  expect(pageCommandOf(press('?'))).toBe('keys');
});
