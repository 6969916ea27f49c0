import { onCleanup } from 'solid-js';
import { makesText, pageCommandOf, partCommandOf } from '../commands/chords.ts';
import type { Commands } from '../commands/commands.ts';
import { isComposing } from '../ui/keys.ts';

const inText = 'input, textarea, [contenteditable], .monaco-editor';
const inLayer = '[role="dialog"], [role="menu"]';

/** Monaco's find bar is a dialog to readers too, and stays in the page when it is closed. */
const modal = '.modal';

/** Turns keys into commands of the page, as long as its owner lives. */
export function createKeys(commands: Commands): void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const id = pageCommandOf(event);
    // A prompt has keys of its own, which mean something else on the page around it.
    if (isIn(event, '[data-keys="terminal"]') && partCommandOf(event, 'terminal')) return;
    // What cannot be done now leaves its key to the editor and the browser.
    if (id === undefined || id === 'leave' || !commands.can(id)) return;
    // So does a sign, where one writes.
    if (makesText(event) && isIn(event, inText)) return;
    const layered = document.querySelector(modal) !== null;
    if (makesText(event) && layered) return;
    // Ahead of the editor, and of the browser, which would print or leave for its address bar.
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat || (layered && id !== 'run')) return;
    commands.run(id);
  };
  // Last of all: a suggestion, a menu or a dialog ends first.
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
