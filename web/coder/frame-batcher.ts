/** Collects items and passes them on together, at most once per animation frame. */
export function frameBatcher<T>(flush: (items: T[]) => void): { push: (item: T) => void; stop: () => void } {
  let items: T[] = [];
  let cancel: (() => void) | undefined;

  const run = (): void => {
    cancel = undefined;
    const now = items;
    items = [];
    flush(now);
  };

  return {
    push: (item) => {
      items.push(item);
      cancel ??= document.hidden ? later(run) : nextFrame(run);
    },
    stop: () => cancel?.(),
  };
}

function nextFrame(run: () => void): () => void {
  const request = requestAnimationFrame(run);
  return () => cancelAnimationFrame(request);
}

/** A hidden page gets no animation frames, but its title and announcements must still update. */
function later(run: () => void): () => void {
  const timer = setTimeout(run, 100);
  return () => clearTimeout(timer);
}
