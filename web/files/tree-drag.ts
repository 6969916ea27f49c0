import { createSignal, type JSX } from 'solid-js';
import type { Room } from '../room.ts';
import { moveInto } from './file-actions.ts';
import { folderOf, type TreeRow } from './tree.ts';

type Handlers = Pick<
  JSX.HTMLAttributes<HTMLDivElement>,
  'onDragStart' | 'onDragOver' | 'onDragLeave' | 'onDragEnd' | 'onDrop'
>;

/** Dragging in the tree: its rows into another folder, and files from outside into it. */
export function createTreeDrag(options: {
  room: Room;
  rowOf: (key: string) => TreeRow | undefined;
  /** Dropped from outside; entries know folders, files stand for them where the browser has none. */
  onFiles: (files: readonly File[], entries: readonly FileSystemEntry[], folder: string) => void;
}): { target: () => string | undefined; handlers: Handlers } {
  /** The folder under the pointer, empty for the top. */
  const [target, setTarget] = createSignal<string>();
  let dragged: TreeRow | undefined;

  const rowAt = (event: DragEvent): TreeRow | undefined => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-key]') : null;
    return options.rowOf(row?.dataset['key'] ?? '');
  };
  const folderAt = (event: DragEvent): string => {
    const row = rowAt(event);
    if (!row) return '';
    return row.kind === 'folder' ? row.path : folderOf(row.path);
  };
  const fromOutside = (event: DragEvent): boolean =>
    dragged === undefined && event.dataTransfer?.types.includes('Files') === true;
  const clear = (): void => {
    setTarget(undefined);
    dragged = undefined;
  };
  return {
    target,
    handlers: {
      onDragStart: (event) => {
        dragged = rowAt(event);
        if (!dragged || !event.dataTransfer) return;
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', dragged.path);
      },
      onDragOver: (event) => {
        if (!options.room.editable() || (!dragged && !fromOutside(event))) return;
        event.preventDefault();
        if (event.dataTransfer) event.dataTransfer.dropEffect = dragged ? 'move' : 'copy';
        setTarget(folderAt(event));
      },
      onDragLeave: (event) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node && event.currentTarget.contains(to))) setTarget(undefined);
      },
      onDragEnd: clear,
      onDrop: (event) => {
        if (!options.room.editable()) return;
        event.preventDefault();
        const folder = folderAt(event);
        if (dragged) moveInto(options.room, dragged, folder);
        else if (event.dataTransfer) {
          // Both are gone once the drop has been handled.
          const items = [...event.dataTransfer.items].filter(({ kind }) => kind === 'file');
          const entries = items.flatMap((item) => item.webkitGetAsEntry() ?? []);
          const files = entries.length === items.length ? [] : [...event.dataTransfer.files];
          if (items.length > 0) options.onFiles(files, files.length === 0 ? entries : [], folder);
        }
        clear();
      },
    },
  };
}
