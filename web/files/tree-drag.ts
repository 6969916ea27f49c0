import { createSignal, type JSX, onCleanup } from 'solid-js';
import type { Room } from '../room/room.ts';
import { moveInto } from './file-actions.ts';
import { folderOf, type TreeRow } from './tree.ts';

type Handlers = Pick<
  JSX.HTMLAttributes<HTMLDivElement>,
  'onDragStart' | 'onDragOver' | 'onDragLeave' | 'onDragEnd' | 'onDrop'
>;

/** A private MIME type, so that a row dropped on a text field inserts nothing. */
const rowType = 'application/x-tandem-row';

/** Drag and drop for the tree: rows into other folders, and files from outside, dropped anywhere on the page. */
export function createTreeDrag(options: {
  room: Room;
  rowOf: (key: string) => TreeRow | undefined;
  /** The rows that are dragged with this one. */
  rowsWith: (row: TreeRow) => readonly TreeRow[];
  /** Files were dropped from outside. Entries include folders; files are used where the browser has no entries. */
  onFiles: (files: readonly File[], entries: readonly FileSystemEntry[], folder: string) => void;
}): { target: () => string | undefined; handlers: Handlers } {
  /** The folder under the pointer; empty for the root. */
  const [target, setTarget] = createSignal<string>();
  let dragged: readonly TreeRow[] | undefined;

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
  const passFiles = (transfer: DataTransfer, folder: string): void => {
    // Read both now: they are empty after the drop event.
    const items = [...transfer.items].filter(({ kind }) => kind === 'file');
    const entries = items.flatMap((item) => item.webkitGetAsEntry() ?? []);
    const files = entries.length === items.length ? [] : [...transfer.files];
    if (items.length > 0) options.onFiles(files, files.length === 0 ? entries : [], folder);
  };

  /** Takes files outside the tree before other handlers: the browser would open them, the editor insert their names. */
  const acceptsOutsideTree = (event: DragEvent): boolean => {
    const { target } = event;
    if (!fromOutside(event) || !(target instanceof Element) || target.closest('[role="tree"]')) return false;
    event.preventDefault();
    event.stopPropagation();
    return options.room.editable() && target.closest('.room') !== null;
  };
  const overPage = (event: DragEvent): void => {
    const accepts = acceptsOutsideTree(event);
    if (accepts) setTarget('');
    if (event.defaultPrevented && event.dataTransfer)
      event.dataTransfer.dropEffect = accepts ? 'copy' : 'none';
  };
  const leavePage = (event: DragEvent): void => {
    if (event.relatedTarget === null) setTarget(undefined);
  };
  const dropOnPage = (event: DragEvent): void => {
    if (!acceptsOutsideTree(event)) return;
    if (event.dataTransfer) passFiles(event.dataTransfer, '');
    clear();
  };
  const capture = { capture: true };
  window.addEventListener('dragover', overPage, capture);
  window.addEventListener('dragleave', leavePage, capture);
  window.addEventListener('drop', dropOnPage, capture);
  onCleanup(() => {
    window.removeEventListener('dragover', overPage, capture);
    window.removeEventListener('dragleave', leavePage, capture);
    window.removeEventListener('drop', dropOnPage, capture);
  });

  return {
    target,
    handlers: {
      onDragStart: (event) => {
        const row = rowAt(event);
        if (!row || !event.dataTransfer) return;
        dragged = options.rowsWith(row);
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData(rowType, row.path);
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
        else if (event.dataTransfer) passFiles(event.dataTransfer, folder);
        clear();
      },
    },
  };
}
