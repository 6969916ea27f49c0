import FolderOpen from 'lucide-solid/icons/folder-open';
import { Show } from 'solid-js';
import { assertFree } from '../../shared/doc.ts';
import { normalizePath } from '../../shared/paths.ts';
import type { Room } from '../room/room.ts';
import { addFile, attempt } from './file-actions.ts';
import { NameInput } from './NameInput.tsx';
import { foldersOf, joinPath } from './tree.ts';

/** What is being created. A folder exists only as long as it has files, so a new one asks for its first file. */
export interface Creating {
  kind: 'file' | 'folder';
  /** The folder that it will be in; empty for the root. */
  parent: string;
  /** The name of the new folder that the file will be in. */
  newFolder?: string;
}

/** The inline fields for a new file or folder. */
export function CreateField(props: {
  room: Room;
  creating: Creating;
  depth: number;
  /** Called with what to ask for next. */
  onNext: (next: Creating) => void;
  /** @param focusMoved the focus has moved to another element and must stay there */
  onCreated: (id: string, focusMoved: boolean) => void;
  onCancel: (focusMoved: boolean) => void;
}) {
  /** At the root it stands above the tree. */
  const inTree = () => props.creating.parent !== '';
  const folder = () =>
    props.creating.newFolder === undefined
      ? props.creating.parent
      : joinPath(props.creating.parent, props.creating.newFolder);
  const createFile = (name: string, focusMoved: boolean): string | undefined => {
    const outcome = addFile(props.room, joinPath(folder(), name));
    if ('problem' in outcome) return outcome.problem;
    props.onCreated(outcome.done, focusMoved);
    return undefined;
  };
  const nameFolder = (name: string, focusMoved: boolean): string | undefined => {
    const { parent } = props.creating;
    const outcome = attempt(() => {
      const path = normalizePath(joinPath(parent, name));
      // An existing folder gets another file; a new one must not be a file, nor lie below one.
      if (!foldersOf(props.room.files()).includes(path)) assertFree(props.room.doc, path);
      return path;
    });
    if ('problem' in outcome) return outcome.problem;
    if (focusMoved) props.onCancel(true);
    else {
      const newFolder = parent === '' ? outcome.done : outcome.done.slice(parent.length + 1);
      props.onNext({ kind: 'file', parent, newFolder });
    }
    return undefined;
  };
  const fileLabel = (): string => {
    const { parent, newFolder } = props.creating;
    if (newFolder !== undefined) return `Name of the first file in ${folder()}`;
    return parent === '' ? 'Path of the new file' : `Name of the new file in ${parent}`;
  };
  const filePlaceholder = (): string => {
    const { parent, newFolder } = props.creating;
    if (newFolder !== undefined) return 'first-file.ts';
    return parent === '' ? 'folder/name.ts' : 'name.ts';
  };
  return (
    <Show
      when={props.creating.kind === 'folder'}
      fallback={
        <>
          <Show when={props.creating.newFolder}>
            {(name) => (
              <div
                class="tree-item tree-item-new"
                style={{ '--depth': props.depth }}
                role={inTree() ? 'treeitem' : undefined}
                aria-level={inTree() ? props.depth + 1 : undefined}
                aria-selected={inTree() ? false : undefined}
                aria-expanded={inTree() ? true : undefined}
              >
                <span class="tree-item-twist" />
                <FolderOpen size={16} />
                <span class="tree-item-name">{name()}</span>
              </div>
            )}
          </Show>
          <NameInput
            label={fileLabel()}
            value=""
            inTree={inTree()}
            depth={props.creating.newFolder === undefined ? props.depth : props.depth + 1}
            placeholder={filePlaceholder()}
            onSubmit={createFile}
            onCancel={(focusMoved) => props.onCancel(focusMoved)}
          />
        </>
      }
    >
      <NameInput
        label={
          props.creating.parent === ''
            ? 'Name of the new folder'
            : `Name of the new folder in ${props.creating.parent}`
        }
        value=""
        inTree={inTree()}
        depth={props.depth}
        placeholder="folder"
        onSubmit={nameFolder}
        onCancel={(focusMoved) => props.onCancel(focusMoved)}
      />
    </Show>
  );
}
