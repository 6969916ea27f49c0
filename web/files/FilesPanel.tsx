import CopyMinus from 'lucide-solid/icons/copy-minus';
import FilePlus from 'lucide-solid/icons/file-plus';
import FolderPlus from 'lucide-solid/icons/folder-plus';
import Search from 'lucide-solid/icons/search';
import { createSignal, Show } from 'solid-js';
import { keyNameOf } from '../commands/chords.ts';
import { useCommands } from '../commands/commands.ts';
import type { OpenFiles } from './open-files.ts';
import { SkeletonLines } from '../ui/Skeleton.tsx';
import type { Room } from '../room/room.ts';
import { IconButton } from '../ui/IconButton.tsx';
import type { Creating } from './CreateField.tsx';
import './files.css';
import { FilesMenu } from './FilesMenu.tsx';
import { FileTree, type TreeHandle } from './FileTree.tsx';
import { createFolding } from './folding.ts';
import type { FileJob } from './jobs.ts';

/** The room's files as a tree: open, create, rename, move and delete, by pointer, keyboard and menu. */
export function FilesPanel(props: {
  room: Room;
  files: OpenFiles;
  onOpened: () => void;
  /** Called when the focus should go to the opened file. */
  onEdit: () => void;
  onJob: (job: FileJob) => void;
  /** Called when a command needs the panel, so that the page can show it. */
  onReveal: () => void;
}) {
  const [creating, setCreating] = createSignal<Creating>();
  const folding = createFolding(props.room, props.files.active);
  let tree: TreeHandle | undefined;
  const create = (kind: Creating['kind']): void => {
    props.onReveal();
    setCreating({ kind, parent: '' });
  };
  const commands = useCommands();
  commands.provide({
    newFile: () => create('file'),
    newFolder: () => create('folder'),
    collapseFolders: () => {
      props.onReveal();
      folding.closeAll();
    },
    revealFile: () => {
      const file = props.files.active();
      if (!file) return;
      props.onReveal();
      folding.reveal(file.path);
      queueMicrotask(() => tree?.focus(file.id));
    },
  });
  return (
    <>
      <header class="panel-header">
        <h2 class="panel-title">Files</h2>
        <Show when={props.room.arrived()}>
          <IconButton
            label="Find in all files"
            keys={keyNameOf('search') ?? ''}
            small
            onClick={() => commands.run('search')}
          >
            <Search size={16} />
          </IconButton>
          <Show when={props.room.editable()}>
            <IconButton label="New file" small onClick={() => create('file')}>
              <FilePlus size={16} />
            </IconButton>
            <IconButton label="New folder" small onClick={() => create('folder')}>
              <FolderPlus size={16} />
            </IconButton>
          </Show>
          <IconButton label="Collapse all folders" small onClick={() => folding.closeAll()}>
            <CopyMinus size={16} />
          </IconButton>
          <FilesMenu />
        </Show>
      </header>
      <Show
        when={props.room.arrived()}
        fallback={
          <div class="files-waiting">
            <SkeletonLines widths={[96, 72, 112, 64]} />
          </div>
        }
      >
        <FileTree
          room={props.room}
          files={props.files}
          folding={folding}
          creating={creating()}
          onCreate={setCreating}
          onCreated={(id, focusMoved) => {
            setCreating(undefined);
            props.files.open(id);
            props.onOpened();
            if (!focusMoved) queueMicrotask(() => props.onEdit());
          }}
          onOpened={() => props.onOpened()}
          onEdit={() => props.onEdit()}
          onJob={(job) => props.onJob(job)}
          ref={(element) => (tree = element)}
        />
        <Show when={props.room.files().length === 0 && creating() === undefined}>
          <div class="files-empty">
            <p>No files yet.</p>
            <Show when={props.room.editable()}>
              <p>Drop files, a folder or a .zip here, or start with a new file.</p>
              <button type="button" class="button" onClick={() => create('file')}>
                New file
              </button>
            </Show>
          </div>
        </Show>
      </Show>
    </>
  );
}
