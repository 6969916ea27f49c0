import { mac } from '../ui/keys.ts';
import { type Command, type CommandId, commandIds, commandOf } from './table.ts';

/** What of a keyboard event tells a chord. */
type Pressed = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'getModifierState'
>;

/** Where a sign is on most keyboards, for those on which it is none. */
const signCodes: Record<string, string> = { '`': 'Backquote', '-': 'Minus' };

/** Whether a key with Alt, but for AltGr, writes: it is another sign or Latin letter, as no key without Alt has. */
const isThirdLevel = (key: string): boolean =>
  /^[\p{Script=Latin}\p{S}\p{P}\p{M}]$/u.test(key) && !/^[ -~]$/.test(key);

/** Whether the key writes a character, or begins one that another key ends: text, and with Alt nobody's command. */
export function makesText(event: Pressed, onMac = mac): boolean {
  const { key, altKey, ctrlKey, metaKey } = event;
  if (key !== 'Dead' && !/^.$/u.test(key)) return false;
  if (event.getModifierState('AltGraph')) return true;
  if (ctrlKey || metaKey) return false;
  return !altKey || onMac || key === 'Dead' || isThirdLevel(key);
}

/** Whether these keys are the chord `Mod+Shift+P`. */
export function isChord(event: Pressed, chord: string, onMac = mac): boolean {
  const parts = chord.split('+');
  const key = parts.pop() ?? '';
  const has = (name: string): boolean => parts.includes(name);
  const isMacMod = has('Mod') && onMac;
  // Ctrl+Enter too on a Mac, where it means nothing else.
  const isEither = isMacMod && key === 'Enter' && event.ctrlKey !== event.metaKey;
  const ctrl = has('Ctrl') || (has('Mod') && !onMac);
  if (!isEither && (event.ctrlKey !== ctrl || event.metaKey !== isMacMod)) return false;
  if (event.altKey !== has('Alt')) return false;
  // A sign is what it is on every layout, with Shift or without.
  if (key === '?') return event.key === '?';
  if (makesText(event, onMac) || event.shiftKey !== has('Shift')) return false;
  if (event.key.toLowerCase() === key.toLowerCase()) return true;
  // On a keyboard of another script, where no key writes this letter, the one in its place; nowhere a Latin letter's.
  if (/^[A-Z]$/.test(key))
    return /^(?!\p{Script=Latin})\p{L}$/u.test(event.key) && event.code === `Key${key}`;
  return event.code === signCodes[key];
}

/** A command's keys on this machine. */
export const keysOf = (id: CommandId, onMac = mac): readonly string[] =>
  (onMac ? commandOf(id).macKeys : undefined) ?? commandOf(id).keys ?? [];

/** Whether these keys stand for this command. */
export const isKeyOf = (event: Pressed, id: CommandId, onMac = mac): boolean =>
  keysOf(id, onMac).some((chord) => isChord(event, chord, onMac));

/** The command of the whole page that these keys stand for. */
export const pageCommandOf = (event: Pressed, onMac = mac): CommandId | undefined =>
  commandIds.find((id) => commandOf(id).where === undefined && isKeyOf(event, id, onMac));

/** The command that these keys stand for in a part of the page, where they are no one else's. */
export const partCommandOf = (
  event: Pressed,
  part: NonNullable<Command['where']>,
  onMac = mac,
): CommandId | undefined =>
  commandIds.find((id) => commandOf(id).where === part && isKeyOf(event, id, onMac));

const names: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Delete: 'Del',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
};
const macNames: Record<string, string> = { Mod: '⌘', Ctrl: '⌃', Shift: '⇧', Alt: '⌥' };

/** How a chord is written for people: `Ctrl Shift P`. */
export const chordName = (chord: string, onMac = mac): string =>
  chord
    .split('+')
    .map((part) => (onMac ? macNames[part] : undefined) ?? names[part] ?? (part === 'Mod' ? 'Ctrl' : part))
    .join(' ');

/** A command's first key, as people read it. */
export function keyNameOf(id: CommandId): string | undefined {
  const [chord] = keysOf(id);
  return chord === undefined ? undefined : chordName(chord);
}
