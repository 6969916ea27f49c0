import { onCleanup } from 'solid-js';
import { mac } from '../ui/keys.ts';

/** What the page's keys do. */
export interface KeyActions {
  run: () => void;
  openFile: () => void;
  goToChat: () => void;
  goToOutput: () => void;
  showKeys: () => void;
  /** Escape that nothing nearer had a use for. */
  leave: () => void;
}

const inText = 'input, textarea, [contenteditable], .monaco-editor';
const inLayer = '[role="dialog"], [role="menu"]';

/** Listens as long as its owner lives. */
export function createKeys(actions: KeyActions): void {
  const withCtrl: Record<string, () => void> = {
    p: actions.openFile,
    l: actions.goToChat,
    j: actions.goToOutput,
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
    const layered = document.querySelector('[role="dialog"]') !== null;
    // Ahead of the editor, and of the browser, which would print or leave for its address bar.
    const take = (act: () => void): void => {
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) act();
    };
    if (key === 'Enter' && (ctrlKey || metaKey) && !shiftKey && !altKey) {
      take(actions.run);
    } else if ((mac ? metaKey && !ctrlKey : ctrlKey && !metaKey) && !shiftKey && !altKey) {
      const act = withCtrl[key.toLowerCase()];
      if (act) take(layered ? () => undefined : act);
    } else if (key === 'F6') {
      event.preventDefault();
      if (!layered) focusNextRegion(shiftKey);
    } else if (key === '?' && !ctrlKey && !metaKey && !altKey && !layered && !isIn(event, inText)) {
      take(actions.showKeys);
    }
  };
  // Last of all: a suggestion, a menu or a dialog ends first.
  const onEscape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    if (!isIn(event, `input, ${inLayer}`)) actions.leave();
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

/** Gives the focus to a region of the page by its name. */
export function focusRegion(name: string): void {
  focusIn(
    document.querySelector<HTMLElement>(`[data-region][aria-label="${CSS.escape(name)}"]`) ?? undefined,
  );
}

/** F6: the keyboard's way from region to region. */
function focusNextRegion(back: boolean): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.offsetParent !== null,
  );
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  focusIn(regions.at((here + (back ? -1 : 1)) % regions.length));
}

function focusIn(region: HTMLElement | undefined): void {
  // Where one writes comes first; a region without such a place gives its first stop.
  const target =
    region?.querySelector<HTMLElement>('textarea, .native-edit-context') ??
    region?.querySelector<HTMLElement>('[tabindex="0"], button, input');
  (target ?? region)?.focus();
}
