import { keyNameOf } from '../commands/chords.ts';
import type { Room } from '../room/room.ts';
import type { MenuAction } from '../ui/ActionMenu.tsx';
import { copyText } from '../ui/copy-text.ts';
import { pluralize } from '../ui/pluralize.ts';
import { showToast } from '../ui/toast.tsx';
import type { Creating } from './CreateField.tsx';
import { loadCopyActions } from './load-copy-actions.ts';
import { folderOf, type TreeRow } from './tree.ts';

type CopyActions = Awaited<ReturnType<typeof loadCopyActions>>;

async function withCopyActions(act: (actions: CopyActions) => Promise<void>): Promise<void> {
  let actions: CopyActions;
  try {
    actions = await loadCopyActions();
  } catch {
    showToast('This could not be loaded while you are offline. Try again when you are back online.');
    return;
  }
  await act(actions);
}

/** What the tree's context menu leads to in the tree itself. */
interface TreeMenuActs {
  create: (creating: Creating) => void;
  rename: (row: TreeRow) => void;
  move: (rows: readonly TreeRow[]) => void;
  remove: (rows: readonly TreeRow[]) => void;
  /** Shows these new files and folders. */
  show: (paths: readonly string[]) => void;
  closeAll: () => void;
}

/** The tree's context menu for these rows, or for the empty space below them. */
export function treeMenu(room: Room, rows: readonly TreeRow[], acts: TreeMenuActs): MenuAction[][] {
  const [first] = rows;
  const edits = (actions: MenuAction[]): MenuAction[] => (room.editable() ? actions : []);
  const closeAll: MenuAction = { title: 'Collapse all folders', act: acts.closeAll };
  const parent = !first ? '' : first.kind === 'folder' ? first.path : folderOf(first.path);
  const create = edits([
    { title: 'New file', act: () => acts.create({ kind: 'file', parent }) },
    { title: 'New folder', act: () => acts.create({ kind: 'folder', parent }) },
  ]);
  if (!first) return [create, [closeAll]];
  const isOne = rows.length === 1;
  const paths = rows.map(({ path }) => path);
  const copied = isOne ? `Copied ${first.path}.` : `Copied ${pluralize(rows.length, 'path', 'paths')}.`;
  return [
    isOne ? create : [],
    edits([
      ...(isOne ? [{ title: 'Rename', keys: keyNameOf('treeRename'), act: () => acts.rename(first) }] : []),
      {
        title: 'Duplicate',
        act: () => void withCopyActions((actions) => actions.duplicateRows(room, rows, acts.show)),
      },
      { title: 'Move to…', keys: keyNameOf('treeMove'), act: () => acts.move(rows) },
    ]),
    [
      { title: isOne ? 'Copy path' : 'Copy paths', act: () => void copyText(paths.join('\n'), copied) },
      {
        title: isOne && first.kind === 'file' ? 'Download' : 'Download as a .zip',
        act: () => void withCopyActions((actions) => actions.downloadRows(room, rows)),
      },
    ],
    edits([
      {
        title: isOne ? 'Delete' : `Delete ${rows.length} items`,
        keys: keyNameOf('treeDelete'),
        act: () => acts.remove(rows),
      },
    ]),
    first.kind === 'folder' && isOne ? [closeAll] : [],
  ];
}
