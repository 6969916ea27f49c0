/** Hands on what came in, all at once and at most once for each picture the browser draws. */
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
      cancel ??= document.hidden ? later(run) : nextPicture(run);
    },
    stop: () => cancel?.(),
  };
}

function nextPicture(run: () => void): () => void {
  const request = requestAnimationFrame(run);
  return () => cancelAnimationFrame(request);
}

/** A hidden page draws no pictures, but its title and its announcements go on. */
function later(run: () => void): () => void {
  const timer = setTimeout(run, 100);
  return () => clearTimeout(timer);
}
