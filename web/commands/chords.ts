import { mac } from '../ui/keyboard.ts';
import { type Command, type CommandId, commandIds, commandOf } from './table.ts';

/** The parts of a keyboard event that identify a chord. */
type Pressed = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'getModifierState'
>;

/** The physical keys of signs, for layouts on which no key types them. */
const signCodes: Record<string, string> = { '`': 'Backquote', '-': 'Minus' };

/** Whether Alt alone makes a key type: it gives a non-ASCII sign or Latin letter, which no key without Alt gives. */
const isThirdLevel = (key: string): boolean =>
  /^[\p{Script=Latin}\p{S}\p{P}\p{M}]$/u.test(key) && !/^[ -~]$/.test(key);

/** Whether the key types a character or starts one as a dead key. Such a key with Alt is never a command. */
export function makesText(event: Pressed, onMac = mac): boolean {
  const { key, altKey, ctrlKey, metaKey } = event;
  if (key !== 'Dead' && !/^.$/u.test(key)) return false;
  if (event.getModifierState('AltGraph')) return true;
  if (ctrlKey || metaKey) return false;
  return !altKey || onMac || key === 'Dead' || isThirdLevel(key);
}

/** Whether the event matches a chord such as `Mod+Shift+P`. */
export function isChord(event: Pressed, chord: string, onMac = mac): boolean {
  const parts = chord.split('+');
  const key = parts.pop() ?? '';
  const has = (name: string): boolean => parts.includes(name);
  const isMacMod = has('Mod') && onMac;
  // On a Mac, Ctrl+Enter counts too, since it means nothing else there.
  const isEither = isMacMod && key === 'Enter' && event.ctrlKey !== event.metaKey;
  const ctrl = has('Ctrl') || (has('Mod') && !onMac);
  if (!isEither && (event.ctrlKey !== ctrl || event.metaKey !== isMacMod)) return false;
  if (event.altKey !== has('Alt')) return false;
  // `?` needs Shift on some layouts and not on others.
  if (key === '?') return event.key === '?';
  if (makesText(event, onMac) || event.shiftKey !== has('Shift')) return false;
  if (event.key.toLowerCase() === key.toLowerCase()) return true;
  // On a non-Latin layout, which has no key for this letter, use the key in its place. Never replace a Latin letter.
  if (/^[A-Z]$/.test(key))
    return /^(?!\p{Script=Latin})\p{L}$/u.test(event.key) && event.code === `Key${key}`;
  return event.code === signCodes[key];
}

/** A command's keys on this machine. */
export const keysOf = (id: CommandId, onMac = mac): readonly string[] =>
  (onMac ? commandOf(id).macKeys : undefined) ?? commandOf(id).keys ?? [];

/** Whether the event matches one of the command's keys. */
export const isKeyOf = (event: Pressed, id: CommandId, onMac = mac): boolean =>
  keysOf(id, onMac).some((chord) => isChord(event, chord, onMac));

/** The page-wide command for this event. */
export const pageCommandOf = (event: Pressed, onMac = mac): CommandId | undefined =>
  commandIds.find((id) => commandOf(id).where === undefined && isKeyOf(event, id, onMac));

/** The command for this event in a part of the page that handles its own keys. */
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
  Backspace: '⌫',
  ContextMenu: 'Menu',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
};
const macNames: Record<string, string> = { Mod: '⌘', Ctrl: '⌃', Shift: '⇧', Alt: '⌥' };

/** A chord as it is shown: `Ctrl Shift P`. */
export const chordName = (chord: string, onMac = mac): string =>
  chord
    .split('+')
    .map((part) => (onMac ? macNames[part] : undefined) ?? names[part] ?? (part === 'Mod' ? 'Ctrl' : part))
    .join(' ');

/** A command's first key as it is shown. */
export function keyNameOf(id: CommandId): string | undefined {
  const [chord] = keysOf(id);
  return chord === undefined ? undefined : chordName(chord);
}

/** A command's first key as `aria-keyshortcuts` has it: `Control+Shift+P`. */
export const ariaKeysOf = (id: CommandId, onMac = mac): string | undefined =>
  keysOf(id, onMac)[0]
    ?.replace('Mod', onMac ? 'Meta' : 'Control')
    .replace('Ctrl', 'Control');
