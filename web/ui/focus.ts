/** Recently focused elements, the newest first, outside of layers that close. */
let places: HTMLElement[] = [];
const maxPlaces = 8;
const temporaryLayers = '.modal, .toast, [role="menu"]';

/** Starts recording which elements had the focus. */
export function trackFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement) || target.closest(temporaryLayers)) return;
    places = [target, ...places.filter((place) => place !== target && place.isConnected)].slice(0, maxPlaces);
  });
}

/** Focuses `first` if possible, else the most recently focused element that still accepts it, else the editor. */
export function restoreFocus(first?: Element | null): void {
  const editor = document.querySelector('[data-region][aria-label="Editor"] textarea');
  for (const place of [first, ...places, editor]) {
    if (!(place instanceof HTMLElement) || place === document.body) continue;
    place.focus();
    if (document.activeElement === place) return;
  }
}
