import { onCleanup } from 'solid-js';

const nearPx = 24;
const upKeys = new Set(['ArrowUp', 'PageUp', 'Home']);

/**
 * Keeps a scrolled region at its end while it grows, until the reader scrolls up. Back at the end it sticks again. The
 * scroll position alone does not tell whether someone scrolled, since the region grows before the scroll event fires.
 * @param content the growing element inside
 */
export class StickToEnd {
  readonly #region: HTMLElement;
  #sticks = true;

  constructor(region: HTMLElement, content: Element) {
    this.#region = region;
    const observer = new ResizeObserver(() => this.#follow());
    observer.observe(content);
    observer.observe(region);
    const release = (): void => {
      this.#sticks = false;
    };
    const catchEnd = (): void => {
      if (region.scrollHeight - region.scrollTop - region.clientHeight < nearPx) this.#sticks = true;
    };
    const listening = new AbortController();
    const on = <K extends keyof HTMLElementEventMap>(
      type: K,
      act: (event: HTMLElementEventMap[K]) => void,
    ): void => region.addEventListener(type, act, { signal: listening.signal, passive: true });
    on('wheel', ({ deltaY }) => deltaY < 0 && release());
    on('keydown', ({ key }) => upKeys.has(key) && release());
    on('touchmove', release);
    // A drag of the scrollbar, or a selection, which must not scroll away.
    on('pointerdown', release);
    on('pointerup', catchEnd);
    on('scroll', catchEnd);
    onCleanup(() => {
      observer.disconnect();
      listening.abort();
    });
  }

  /** Goes to the end and stays there, or goes to the start. */
  set sticks(sticks: boolean) {
    this.#sticks = sticks;
    if (sticks) this.#follow();
    else this.#region.scrollTop = 0;
  }

  #follow(): void {
    if (this.#sticks) this.#region.scrollTop = this.#region.scrollHeight;
  }
}
