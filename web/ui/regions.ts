const regionOf = (name: string): HTMLElement | undefined =>
  document.querySelector<HTMLElement>(`[data-region][aria-label="${CSS.escape(name)}"]`) ?? undefined;

/** Focuses a region of the page by its name. */
export const focusRegion = (name: string): void => focusIn(regionOf(name));

export const isFocusIn = (name: string): boolean => regionOf(name)?.contains(document.activeElement) === true;

/** Moves the focus to the next or previous region, as F6 does. */
export function focusNextRegion(back: boolean): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.offsetParent !== null,
  );
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  focusIn(regions.at((here + (back ? -1 : 1)) % regions.length));
}

function focusIn(region: HTMLElement | undefined): void {
  // Prefer a text field, or the file tree over the buttons above it; otherwise the region's first tab stop.
  const target =
    region?.querySelector<HTMLElement>('textarea, [role="treeitem"][tabindex="0"]') ??
    region?.querySelector<HTMLElement>('[tabindex="0"], button, input');
  (target ?? region)?.focus();
}
