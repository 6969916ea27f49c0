/** Where one worked, the newest first, outside of what closes again. */
let places: HTMLElement[] = [];
const most = 8;
const passing = '.modal, .toast, [role="menu"]';

/** From now on it is known where one worked. */
export function followFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement) || target.closest(passing)) return;
    places = [target, ...places.filter((place) => place !== target && place.isConnected)].slice(0, most);
  });
}

/** Gives the focus to the first of these that takes it, else to where one worked last. */
export function focusBack(first?: Element | null): void {
  const editor = document.querySelector('[data-region][aria-label="Editor"] textarea');
  for (const place of [first, ...places, editor]) {
    if (!(place instanceof HTMLElement) || place === document.body) continue;
    place.focus();
    if (document.activeElement === place) return;
  }
}
