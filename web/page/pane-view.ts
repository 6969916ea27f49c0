import { createSignal } from 'solid-js';
import { createNarrow } from '../ui/narrow.ts';
import { focusRegion, isFocusIn } from '../ui/regions.ts';
import type { NarrowTab } from './NarrowTabs.tsx';
import { createPanes, type Pane } from './panes.ts';

/** The width of the files pane while searching: lines of text need more space than file names. */
const searchWidth = 304;
const regions = { files: 'Files', editor: 'Editor', output: 'Output', chat: 'Chat' } as const;

/** Which panes are visible: any on a wide page, one at a time on a narrow one. */
export function createPaneView() {
  const { sizes, resize, shown, show } = createPanes();
  const isNarrow = createNarrow();
  const [tab, setTab] = createSignal<NarrowTab>('editor');
  const [searching, setSearching] = createSignal(false);
  const filesPx = () => Math.max(sizes().files, searching() ? searchWidth : 0);

  const isVisible = (pane: Pane): boolean =>
    isNarrow() ? tab() === pane : shown()[pane] || (pane === 'files' && searching());
  const reveal = (pane: NarrowTab): void => {
    if (pane !== 'editor') show(pane, true);
    setTab(pane);
  };
  /** Shows a pane and focuses it. */
  const goTo = (pane: NarrowTab): void => {
    reveal(pane);
    focusRegion(regions[pane]);
  };
  return {
    sizes,
    filesPx,
    resize: (pane: Pane, px: number): void => {
      // While the search needs more width than the files had, dragging does not change their stored width.
      if (pane === 'files' && px < searchWidth && filesPx() !== sizes().files) return;
      resize(pane, px);
    },
    tab,
    setTab,
    searching,
    setSearching,
    isVisible,
    reveal,
    goTo,
    /** Shows a pane or hides it; on a narrow page goes there, or back to the editor. */
    toggle: (pane: Pane): void => {
      const hides = isVisible(pane);
      const hadFocus = isFocusIn(regions[pane]);
      if (!isNarrow()) show(pane, !hides);
      if (pane === 'files') setSearching(false);
      if (hides && (isNarrow() || hadFocus)) goTo('editor');
      // The files are often shown only to look at them.
      else if (!hides && (isNarrow() || pane !== 'files')) goTo(pane);
    },
  };
}
