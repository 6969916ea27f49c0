import { type Accessor, createMemo, createSignal } from 'solid-js';

/** How many of the loaded messages are rendered at first, and how many more with each step back. */
const step = 60;

export interface VisibleMessages {
  ids: Accessor<readonly string[]>;
  /** How many loaded messages come before these. */
  earlier: Accessor<number>;
  showEarlier: () => void;
  /** Renders at least from this message on. */
  reveal: (id: string) => void;
}

/** The index to render from: the earliest message that was rendered or requested, else that of the newest `step`. */
export function firstVisible(ids: readonly string[], seen: readonly (string | undefined)[]): number {
  const indexes = seen.map((id) => ids.findIndex((each) => each === id)).filter((index) => index >= 0);
  return indexes.length > 0 ? Math.min(...indexes) : Math.max(0, ids.length - step);
}

/**
 * The messages to render: the newest at first, earlier ones on request, and all that arrive later. Rendering a long
 * transcript at once would block the page for seconds.
 */
export function createVisibleMessages(all: Accessor<readonly string[]>): VisibleMessages {
  const [wanted, setWanted] = createSignal<string>();
  const first = createMemo<string | undefined>((before) => all()[firstVisible(all(), [before, wanted()])]);
  const earlier = createMemo(() => firstVisible(all(), [first()]));
  return {
    ids: createMemo(() => all().slice(earlier())),
    earlier,
    showEarlier: () => setWanted(all()[Math.max(0, earlier() - step)]),
    reveal: (id) => void setWanted(id),
  };
}
