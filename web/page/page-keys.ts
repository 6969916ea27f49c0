import { onCleanup } from 'solid-js';
import { makesText, pageCommandOf, partCommandOf } from '../commands/chords.ts';
import type { Commands } from '../commands/commands.ts';
import { isComposing } from '../ui/keyboard.ts';

const inText = 'input, textarea, [contenteditable], .monaco-editor';
const inLayer = '[role="dialog"], [role="menu"]';

/** Not `[role="dialog"]`: Monaco's find bar has that role too, and stays in the DOM when closed. */
const modal = '.modal';

/** Runs the page's commands by key until the Solid owner is disposed. */
export function createPageKeys(commands: Commands): void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const id = pageCommandOf(event);
    // Some of the prompt's keys mean something else on the rest of the page.
    if (isIn(event, '[data-keys="terminal"]') && partCommandOf(event, 'terminal')) return;
    // The key of an unavailable command is left to the editor and the browser.
    if (id === undefined || id === 'leave' || !commands.can(id)) return;
    // So is a key that types a character in a text field.
    if (makesText(event) && isIn(event, inText)) return;
    const layered = document.querySelector(modal) !== null;
    if (makesText(event) && layered) return;
    // Handled before the editor, and before the browser, which would print or focus its address bar.
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat || (layered && id !== 'run')) return;
    commands.run(id);
  };
  // Last, because a suggestion, a menu or a dialog closes first.
  const onEscape = (event: KeyboardEvent): void => {
    if (pageCommandOf(event) !== 'leave' || event.defaultPrevented) return;
    if (!isIn(event, `input, ${inLayer}`)) commands.run('leave');
  };
  document.addEventListener('keydown', onKeyDown, { capture: true });
  document.addEventListener('keydown', onEscape);
  onCleanup(() => {
    document.removeEventListener('keydown', onKeyDown, { capture: true });
    document.removeEventListener('keydown', onEscape);
  });
}

const isIn = ({ target }: Event, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null;
