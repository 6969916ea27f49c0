const regionOf = (name: string): HTMLElement | undefined =>
  document.querySelector<HTMLElement>(`[data-region][aria-label="${CSS.escape(name)}"]`) ?? undefined;

/** Gives the focus to a region of the page by its name. */
export const focusRegion = (name: string): void => focusIn(regionOf(name));

export const isFocusIn = (name: string): boolean => regionOf(name)?.contains(document.activeElement) === true;

/** F6: the keyboard's way from region to region. */
export function focusNextRegion(back: boolean): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.offsetParent !== null,
  );
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  focusIn(regions.at((here + (back ? -1 : 1)) % regions.length));
}

function focusIn(region: HTMLElement | undefined): void {
  // Where one writes comes first, and the files before the buttons above them; a region without such a place gives its first stop.
  const target =
    region?.querySelector<HTMLElement>('textarea, [role="treeitem"][tabindex="0"]') ??
    region?.querySelector<HTMLElement>('[tabindex="0"], button, input');
  (target ?? region)?.focus();
}
