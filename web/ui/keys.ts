/** Whether keys are spoken of, and held, as on a Mac. */
export const mac = /^(Mac|iP)/.test(navigator.platform);

/** What a key is to a browser whose input method has it. */
const withInputMethod = 229;

/**
 * Whether an input method has this key: Enter takes the word that is composed, Escape drops it, and to the page they
 * are neither. Safari tells the key that ends the composition after its end: the key's old number alone says so.
 */
export const isComposing = ({ isComposing: composing, keyCode }: KeyboardEvent): boolean =>
  // oxlint-disable-next-line typescript/no-deprecated -- nothing newer says it in Safari
  composing || keyCode === withInputMethod;

/** Keeps such keys from everything that listens in the page: fields, dialogs, menus. The editor has a sense of its own. */
export function startComposing(): void {
  const keep = (event: KeyboardEvent): void => {
    const inEditor = event.target instanceof Element && event.target.matches('.monaco-editor .inputarea');
    if (isComposing(event) && !inEditor) event.stopImmediatePropagation();
  };
  window.addEventListener('keydown', keep, { capture: true });
}
