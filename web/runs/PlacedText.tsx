import { createMemo, For, Show } from 'solid-js';
import { findPlaces } from './links.ts';

/** Opens one of the room's files; line and column count from 1. */
export type OpenAt = (path: string, line: number, column?: number) => void;

/** Text whose `file:line:column` can be clicked. */
export function PlacedText(props: { text: string; openAt: OpenAt | undefined }) {
  const pieces = createMemo(() => findPlaces(props.text));
  return (
    <For each={pieces()}>
      {(piece) => (
        <Show when={props.openAt && piece.place} fallback={piece.text}>
          {(place) => (
            <button
              type="button"
              class="runs-place"
              onClick={() => props.openAt?.(place().path, place().line, place().column)}
            >
              {piece.text}
            </button>
          )}
        </Show>
      )}
    </For>
  );
}
