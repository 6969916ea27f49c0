import { type Accessor, createMemo, createSignal } from 'solid-js';

/** How many messages are drawn at first, and with each step back. */
const step = 60;

interface Shown {
  ids: Accessor<readonly string[]>;
  /** How many come before these. */
  earlier: Accessor<number>;
  showEarlier: () => void;
  /** Draws from this message on, at least. */
  reveal: (id: string) => void;
}

/** Where what is drawn begins: at the earliest that was drawn or wanted, else so that the newest are. */
export function firstShown(ids: readonly string[], seen: readonly (string | undefined)[]): number {
  const places = seen.map((id) => ids.findIndex((each) => each === id)).filter((place) => place >= 0);
  return places.length > 0 ? Math.min(...places) : Math.max(0, ids.length - step);
}

/**
 * The messages that are drawn: the newest at first, earlier ones as someone goes back, and all that come. To draw a long
 * transcript whole would keep the page busy for seconds.
 */
export function createShown(all: Accessor<readonly string[]>): Shown {
  const [wanted, setWanted] = createSignal<string>();
  const first = createMemo<string | undefined>((before) => all()[firstShown(all(), [before, wanted()])]);
  const earlier = createMemo(() => firstShown(all(), [first()]));
  return {
    ids: createMemo(() => all().slice(earlier())),
    earlier,
    showEarlier: () => setWanted(all()[Math.max(0, earlier() - step)]),
    reveal: (id) => void setWanted(id),
  };
}
