import { createContext, createMemo, For, Show, useContext } from 'solid-js';
import { findPlaces } from './links.ts';

/** Opens one of the room's files; line and column count from 1. */
export type OpenAt = (path: string, line: number, column?: number) => void;

/** Whether the room has a file at a path now. */
export const RoomFiles = createContext((_path: string): boolean => false);

/** Text in which `file:line:column` is a link. */
export function LinkedText(props: { text: string; openAt: OpenAt | undefined }) {
  const isFile = useContext(RoomFiles);
  const pieces = createMemo(() => findPlaces(props.text, isFile));
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
