import type { OpenFiles } from '../files/open-files.ts';
import { type VisitedPlace, PlaceHistory } from '../editor/place-history.ts';
import type { Room } from '../room/room.ts';

/** Goes back and forward between visited places in the files. */
export function createPlaceNavigation(
  files: OpenFiles,
  room: Pick<Room, 'files'>,
  openAt: (path: string, line: number, column: number) => void,
) {
  const history = new PlaceHistory();
  let next: VisitedPlace | undefined;
  return {
    /** Records the cursor in the file in front. When one step opens a file and then goes to a line, only the end counts. */
    note: ({ line, column }: { line: number; column: number }): void => {
      const fileId = files.active()?.id;
      if (fileId === undefined) return;
      if (next === undefined)
        queueMicrotask(() => {
          if (next) history.visit(next);
          next = undefined;
        });
      next = { fileId, line, column };
    },
    go: (by: 1 | -1): void => {
      const pathOf = (id: string): string | undefined => room.files().find((file) => file.id === id)?.path;
      const place = history.go(by, (id) => pathOf(id) !== undefined);
      const path = place && pathOf(place.fileId);
      if (place && path !== undefined) openAt(path, place.line, place.column);
    },
  };
}
