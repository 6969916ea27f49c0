import CornerLeftUp from 'lucide-solid/icons/corner-left-up';
import Folder from 'lucide-solid/icons/folder';
import FolderPlus from 'lucide-solid/icons/folder-plus';
import { matchPaths } from '../ui/match-paths.ts';
import type { Room } from '../room/room.ts';
import { Picker } from '../ui/Picker.tsx';
import { moveInto } from './file-actions.ts';
import { folderOf, foldersOf, type TreeRow } from './tree.ts';

interface TargetFolder {
  folder: string;
  isNew: boolean;
}

/** Chooses the folder to move a file or folder to, by letters of its path. A new path creates a folder. */
export function MoveDialog(props: { room: Room; row: TreeRow; onClose: () => void }) {
  const places = (query: string): TargetFolder[] => {
    const inRow = (folder: string): boolean =>
      props.row.kind === 'folder' && `${folder}/`.startsWith(`${props.row.path}/`);
    const known = ['', ...foldersOf(props.room.files())].filter(
      (folder) => folder !== folderOf(props.row.path) && !inRow(folder),
    );
    const found = matchPaths(known, query).map((folder) => ({ folder, isNew: false }));
    const wanted = query.trim().replace(/^\/+|\/+$/g, '');
    const isNew = wanted !== '' && !inRow(wanted) && !foldersOf(props.room.files()).includes(wanted);
    return isNew ? [...found, { folder: wanted, isNew }] : found;
  };
  return (
    <Picker
      title={`Move ${props.row.name} to…`}
      label="Folder"
      listLabel="Folders"
      find={places}
      none={() => 'There is no other folder yet. Type the path of a new one.'}
      onSelect={({ folder }) => moveInto(props.room, props.row, folder)}
      onClose={() => props.onClose()}
    >
      {({ folder, isNew }) => (
        <>
          {isNew ? (
            <FolderPlus size={16} />
          ) : folder === '' ? (
            <CornerLeftUp size={16} />
          ) : (
            <Folder size={16} />
          )}
          <span>{folder === '' ? 'Top level' : folder}</span>
          {isNew && <span class="picker-side">new folder</span>}
        </>
      )}
    </Picker>
  );
}
