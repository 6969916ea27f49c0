import { type Accessor, createSignal, onCleanup } from 'solid-js';

/** Whether the page shows one pane at a time. */
export function createNarrow(): Accessor<boolean> {
  const query = matchMedia('(max-width: 720px)');
  const [narrow, setNarrow] = createSignal(query.matches);
  const onChange = (): void => void setNarrow(query.matches);
  query.addEventListener('change', onChange);
  onCleanup(() => query.removeEventListener('change', onChange));
  return narrow;
}
