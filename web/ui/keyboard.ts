/** Whether this is a Mac or an iOS device, which have other key names and chords. */
export const mac = /^(Mac|iP)/.test(navigator.platform);

/** The `keyCode` of a key that an input method handles. */
const withInputMethod = 229;

/**
 * Whether an input method handles this key. Enter accepts the composed word and Escape drops it, so the page must ignore
 * both. Safari sends the key that ends a composition after its end, where only `keyCode` identifies it.
 */
export const isComposing = ({ isComposing: composing, keyCode }: KeyboardEvent): boolean =>
  // oxlint-disable-next-line typescript/no-deprecated -- Safari has no newer way
  composing || keyCode === withInputMethod;

/** Hides such keys from all listeners in the page: fields, dialogs, menus. The editor handles composition itself. */
export function shieldComposition(): void {
  const keep = (event: KeyboardEvent): void => {
    const inEditor = event.target instanceof Element && event.target.matches('.monaco-editor .inputarea');
    if (isComposing(event) && !inEditor) event.stopImmediatePropagation();
  };
  window.addEventListener('keydown', keep, { capture: true });
}
