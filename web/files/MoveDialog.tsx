import CornerLeftUp from 'lucide-solid/icons/corner-left-up';
import Folder from 'lucide-solid/icons/folder';
import FolderPlus from 'lucide-solid/icons/folder-plus';
import { matchPaths } from '../ui/match-paths.ts';
import type { Room } from '../room/room.ts';
import { Picker } from '../ui/Picker.tsx';
import { pluralize } from '../ui/pluralize.ts';
import { entriesOf, moveInto } from './file-actions.ts';
import { folderOf, foldersOf, type TreeRow } from './tree.ts';

interface TargetFolder {
  folder: string;
  isNew: boolean;
}

/** Chooses the folder to move files and folders to, by letters of its path. A new path creates a folder. */
export function MoveDialog(props: { room: Room; rows: readonly TreeRow[]; onClose: () => void }) {
  const name = (): string => {
    const [first] = props.rows;
    return props.rows.length === 1 && first
      ? first.name
      : pluralize(entriesOf(props.room, props.rows).length, 'file', 'files');
  };
  const places = (query: string): TargetFolder[] => {
    const inRow = (folder: string): boolean =>
      props.rows.some(({ kind, path }) => kind === 'folder' && `${folder}/`.startsWith(`${path}/`));
    const allIn = (folder: string): boolean => props.rows.every(({ path }) => folderOf(path) === folder);
    const known = ['', ...foldersOf(props.room.files())].filter((folder) => !allIn(folder) && !inRow(folder));
    const found = matchPaths(known, query).map(({ path }) => ({ folder: path, isNew: false }));
    const wanted = query.trim().replace(/^\/+|\/+$/g, '');
    const isNew = wanted !== '' && !inRow(wanted) && !foldersOf(props.room.files()).includes(wanted);
    return isNew ? [...found, { folder: wanted, isNew }] : found;
  };
  return (
    <Picker
      title={`Move ${name()} to…`}
      label="Folder"
      listLabel="Folders"
      find={places}
      none={() => 'There is no other folder yet. Type the path of a new one.'}
      onSelect={({ folder }) => moveInto(props.room, props.rows, folder)}
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
