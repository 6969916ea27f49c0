import { describe, expect, test } from 'vitest';
import { isChord, keysOf } from './chords.ts';
import { commandIds, commandOf } from './table.ts';

/** The keys of a keyboard, row by row, as `KeyboardEvent.code` names them. */
const codes = [
  'Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal',
  'KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight',
  'KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote',
  'KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash',
].map((row) => row.split(' '));

/** What these keys type without Shift on each layout; `†` is a dead key. */
const layouts: Record<string, string[]> = {
  US: ['`1234567890-=', 'qwertyuiop[]', "asdfghjkl;'", 'zxcvbnm,./'],
  'QWERTZ, German': ['†1234567890ß†', 'qwertzuiopü+', 'asdfghjklöä', 'yxcvbnm,.-'],
  'AZERTY, French': ['²&é"\'(-è_çà)=', 'azertyuiop†$', 'qsdfghjklmù', 'wxcvbn,;:!'],
  Dvorak: ['`1234567890[]', "',.pyfgcrl/=", 'aoeuidhtns-', ';qjkxbmwvz'],
  Russian: ['ё1234567890-=', 'йцукенгшщзхъ', 'фывапролджэ', 'ячсмитьбю.'],
};

interface Key {
  code: string;
  key: string;
}

const keysOn = (layout: string): Key[] =>
  codes.flatMap((row, at) =>
    row.map((code, n) => {
      const key = layouts[layout]?.[at]?.[n] ?? '';
      return { code, key: key === '†' ? 'Dead' : key };
    }),
  );

const press = ({ key, code }: Key, chord: string, onMac: boolean, altGr = false) => {
  const held = (name: string): boolean => chord.split('+').includes(name);
  return {
    key: held('Shift') && key.length === 1 ? key.toUpperCase() : key,
    code,
    ctrlKey: held('Ctrl') || (held('Mod') && !onMac) || altGr,
    metaKey: held('Mod') && onMac,
    shiftKey: held('Shift'),
    altKey: held('Alt') || altGr,
    getModifierState: (name: string) => name === 'AltGraph' && altGr,
  };
};

/** The chords that end in a letter, without those that the editor itself recognises. */
const letterChords = (onMac: boolean): string[] => {
  const chords = commandIds
    .filter((id) => commandOf(id).where !== 'editor')
    .flatMap((id) => keysOf(id, onMac))
    .filter((chord) => /(?:^|\+)[A-Z]$/.test(chord));
  return [...new Set(chords)];
};

describe.each([
  ['a Mac', true],
  ['other systems', false],
] as const)('on %s', (_, onMac) => {
  test.each(Object.keys(layouts))('W133 each command has one letter key: %s', (layout) => {
    const keys = keysOn(layout);
    // In a script without Latin letters, the key in the place that the letter has on a US keyboard.
    const named = layout === 'Russian' ? keysOn('US') : keys;
    for (const chord of letterChords(onMac)) {
      const matching = keys.filter((key) => isChord(press(key, chord, onMac), chord, onMac));
      const letter = chord.slice(-1).toLowerCase();
      const expected = named.filter(({ key }) => key === letter).map(({ code }) => code);
      expect(
        matching.map(({ code }) => code),
        chord,
      ).toEqual(expected);
      expect(expected).toHaveLength(1);
    }
  });

  test.each(Object.keys(layouts))('W133 a key that types a character triggers no command: %s', (layout) => {
    for (const chord of letterChords(onMac))
      for (const key of keysOn(layout)) {
        expect(isChord(press(key, '', onMac), chord, onMac), `${chord}: ${key.code}`).toBe(false);
        expect(isChord(press(key, '', onMac, true), chord, onMac), `${chord}: AltGr ${key.code}`).toBe(false);
      }
  });

  test.each(Object.keys(layouts))('W26 the terminal’s key works, whatever types its sign: %s', (layout) => {
    const opens = keysOn(layout).filter((key) => isChord(press(key, 'Ctrl+`', onMac), 'Ctrl+`', onMac));
    expect(opens.map(({ code }) => code)).toEqual(['Backquote']);
  });
});
