import { mac } from '../ui/keys.ts';
import { type CommandId, commandIds, commandOf } from './table.ts';

/** What of a keyboard event tells a chord. */
type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** Whether these keys are the chord `Mod+Shift+P`. */
export function isChord(event: Pressed, chord: string, onMac = mac): boolean {
  const parts = chord.split('+');
  const key = parts.pop() ?? '';
  const mod = parts.includes('Mod');
  // Ctrl+Enter too on a Mac, where it means nothing else.
  const modHeld =
    onMac && key !== 'Enter'
      ? event.metaKey && !event.ctrlKey
      : onMac
        ? event.metaKey !== event.ctrlKey
        : event.ctrlKey && !event.metaKey;
  if (mod ? !modHeld : event.ctrlKey || event.metaKey) return false;
  if (event.altKey !== parts.includes('Alt')) return false;
  // A sign is what it is on every layout, with Shift or without.
  if (key === '?') return event.key === '?';
  if (event.shiftKey !== parts.includes('Shift')) return false;
  // Alt makes another letter of it on a Mac.
  if (event.altKey && /^[A-Z]$/.test(key)) return event.code === `Key${key}`;
  return event.key.toLowerCase() === key.toLowerCase();
}

/** Whether Alt and a letter write something else, as on a Mac: ń, an accent that waits for its letter. */
export const writesText = ({ key, altKey, ctrlKey, metaKey }: Pressed): boolean =>
  altKey && !ctrlKey && !metaKey && (key === 'Dead' || (/^.$/u.test(key) && !/^[ -~]$/.test(key)));

/** Whether these keys stand for this command. */
export const isKeyOf = (event: Pressed, id: CommandId): boolean =>
  commandOf(id).keys?.some((chord) => isChord(event, chord)) === true;

/** The command of the whole page that these keys stand for. */
export const pageCommandOf = (event: Pressed): CommandId | undefined =>
  commandIds.find((id) => commandOf(id).where === undefined && isKeyOf(event, id));

const names: Record<string, string> = {
  Escape: 'Esc',
  Delete: 'Del',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
};
const macNames: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' };

/** How a chord is written for people: `Ctrl Shift P`. */
export const chordName = (chord: string, onMac = mac): string =>
  chord
    .split('+')
    .map((part) => (onMac ? macNames[part] : undefined) ?? names[part] ?? (part === 'Mod' ? 'Ctrl' : part))
    .join(' ');

/** A command's first key, as people read it. */
export function keyNameOf(id: CommandId): string | undefined {
  const [chord] = commandOf(id).keys ?? [];
  return chord === undefined ? undefined : chordName(chord);
}
