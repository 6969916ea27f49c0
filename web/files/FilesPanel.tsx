import FilePlus from 'lucide-solid/icons/file-plus';
import Search from 'lucide-solid/icons/search';
import { createComputed, createMemo, createSignal, For, on, Show } from 'solid-js';
import { isKeyOf, keyNameOf } from '../commands/chords.ts';
import { useCommands } from '../commands/commands.ts';
import type { OpenFiles } from './open-files.ts';
import { SkeletonLines } from '../ui/Skeleton.tsx';
import type { Room } from '../room/room.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { addFile, removeRow, renameRow } from './file-actions.ts';
import './files.css';
import { FilesMenu } from './FilesMenu.tsx';
import type { FileJob } from './jobs.ts';
import { NameInput } from './NameInput.tsx';
import { closedAfter, folderOf, type TreeRow, treeRows } from './tree.ts';
import { createTreeDrag } from './tree-drag.ts';
import { TreeItem } from './TreeItem.tsx';

/** The room's files as a tree: open, create, rename and delete, by pointer and by keyboard. */
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
  const [closed, setClosed] = createSignal<ReadonlySet<string>>(new Set());
  // Computed before the rows render; an effect would show a closed folder open for a moment.
  createComputed(
    on(
      () => props.room.files(),
      (now, before = []) => void setClosed(closedAfter(closed(), before, now)),
    ),
  );
  const [focused, setFocused] = createSignal('');
  const [renaming, setRenaming] = createSignal('');
  /** The folder in which a new file is being named; empty for the root. */
  const [creatingIn, setCreatingIn] = createSignal<string>();
  const rows = createMemo(() => treeRows(props.room.files(), closed()));
  const rowKeys = createMemo(() => rows().map((row) => row.key));
  const byKey = createMemo(() => new Map(rows().map((row) => [row.key, row])));
  const rowOf = (key: string) => byKey().get(key);
  const tabStop = createMemo(() => {
    if (rowOf(focused())) return focused();
    return props.files.active()?.id ?? rows()[0]?.key ?? '';
  });
  let tree: HTMLDivElement | undefined;

  const focusRow = (key: string): void => {
    setFocused(key);
    tree?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
  };
  /** Moves the focus from the name field, which disappears, unless the focus has moved already. */
  const focusAfter = (key: string, focusMoved: boolean): void => {
    if (!focusMoved) queueMicrotask(() => focusRow(key));
  };
  const setFolder = (path: string, open: boolean): void => {
    const next = new Set(closed());
    if (open) next.delete(path);
    else next.add(path);
    setClosed(next);
  };
  const activate = (row: TreeRow): void => {
    setFocused(row.key);
    if (row.kind === 'folder') {
      setFolder(row.path, !row.open);
      return;
    }
    props.files.openPreview(row.key);
    props.onOpened();
  };
  const startCreate = (folder: string): void => {
    if (folder !== '') setFolder(folder, true);
    setCreatingIn(folder);
  };
  const commands = useCommands();
  commands.provide({
    newFile: () => {
      props.onReveal();
      startCreate('');
    },
  });
  const drag = createTreeDrag({
    room: props.room,
    rowOf,
    onFiles: (files, entries, folder) => props.onJob({ kind: 'import', files, entries, folder }),
  });
  const submitCreate = (path: string, focusMoved: boolean): string | undefined => {
    const folder = creatingIn() ?? '';
    const outcome = addFile(props.room, folder === '' ? path : `${folder}/${path}`);
    if ('problem' in outcome) return outcome.problem;
    setCreatingIn(undefined);
    props.files.open(outcome.done);
    props.onOpened();
    if (!focusMoved) queueMicrotask(() => props.onEdit());
    return undefined;
  };
  const cancelCreate = (focusMoved: boolean): void => {
    setCreatingIn(undefined);
    focusAfter(tabStop(), focusMoved);
  };
  const submitRename = (row: TreeRow, name: string, focusMoved: boolean): string | undefined => {
    const folder = folderOf(row.path);
    const path = name.startsWith('/') ? name.slice(1) : folder === '' ? name : `${folder}/${name}`;
    const problem = renameRow(props.room, row, path);
    if (problem !== undefined) return problem;
    stopRename(row.kind === 'file' ? row.key : `${path}/`, focusMoved);
    return undefined;
  };
  const stopRename = (key: string, focusMoved: boolean): void => {
    setRenaming('');
    focusAfter(key, focusMoved);
  };

  /** @returns whether the key was one that edits */
  const editKey = (event: KeyboardEvent, row: TreeRow, leave: () => void): boolean => {
    if (!props.room.editable()) return false;
    if (isKeyOf(event, 'treeRename')) setRenaming(row.key);
    else if (isKeyOf(event, 'treeMove')) props.onJob({ kind: 'move', row });
    else if (isKeyOf(event, 'treeDelete')) {
      leave();
      removeRow(props.room, row, props.files);
    } else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = rows().findIndex((row) => row.key === tabStop());
    const row = rows()[at];
    if (!row) return;
    const to = (next: TreeRow | undefined): void => {
      if (next) focusRow(next.key);
    };
    if (editKey(event, row, () => to(rows()[at + 1] ?? rows()[at - 1]))) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    switch (event.key) {
      case 'ArrowDown':
        to(rows()[at + 1]);
        break;
      case 'ArrowUp':
        to(rows()[at - 1]);
        break;
      case 'Home':
        to(rows()[0]);
        break;
      case 'End':
        to(rows().at(-1));
        break;
      case 'ArrowRight':
        if (row.kind === 'folder' && !row.open) setFolder(row.path, true);
        else if (row.kind === 'folder') to(rows()[at + 1]);
        break;
      case 'ArrowLeft':
        if (row.kind === 'folder' && row.open) setFolder(row.path, false);
        else to(rows().find((other) => other.kind === 'folder' && other.path === folderOf(row.path)));
        break;
      case 'Enter':
        activate(row);
        if (row.kind === 'file') props.onEdit();
        break;
      case ' ':
        activate(row);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

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
            <IconButton label="New file" small onClick={() => startCreate('')}>
              <FilePlus size={16} />
            </IconButton>
          </Show>
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
        <Show when={creatingIn() === ''}>
          <NameInput
            label="Path of the new file"
            value=""
            depth={0}
            placeholder="folder/name.ts"
            onSubmit={submitCreate}
            onCancel={cancelCreate}
          />
        </Show>
        <div
          ref={(element) => (tree = element)}
          class="files-tree"
          classList={{ 'files-tree-target': drag.target() === '' }}
          {...drag.handlers}
          role="tree"
          aria-label="Files"
          onKeyDown={onKeyDown}
        >
          <For each={rowKeys()}>
            {(key) => (
              <Show when={rowOf(key)}>
                {(row) => (
                  <>
                    <Show
                      when={renaming() === key}
                      fallback={
                        <TreeItem
                          row={row()}
                          room={props.room}
                          active={props.files.active()?.id === key}
                          tabStop={tabStop() === key}
                          onActivate={() => activate(row())}
                          onFocus={() => setFocused(key)}
                          onKeep={() => {
                            if (row().kind === 'folder') return;
                            props.files.keepTab(key);
                            props.onEdit();
                          }}
                          onRename={() => setRenaming(key)}
                          onDelete={() => removeRow(props.room, row(), props.files)}
                          onCreate={() => startCreate(row().path)}
                          onMove={() => props.onJob({ kind: 'move', row: row() })}
                          target={row().kind === 'folder' && drag.target() === row().path}
                        />
                      }
                    >
                      <NameInput
                        label={`New name of ${row().name}`}
                        value={row().name}
                        depth={row().depth}
                        onSubmit={(name, focusMoved) => submitRename(row(), name, focusMoved)}
                        onCancel={(focusMoved) => stopRename(key, focusMoved)}
                      />
                    </Show>
                    <Show when={row().kind === 'folder' && creatingIn() === row().path}>
                      <NameInput
                        label={`Name of the new file in ${row().path}`}
                        value=""
                        depth={row().depth + 1}
                        placeholder="name.ts"
                        onSubmit={submitCreate}
                        onCancel={cancelCreate}
                      />
                    </Show>
                  </>
                )}
              </Show>
            )}
          </For>
        </div>
        <Show when={rows().length === 0 && creatingIn() === undefined}>
          <div class="files-empty">
            <p>No files yet.</p>
            <Show when={props.room.editable()}>
              <p>Drop files, a folder or a .zip here, or start with a new file.</p>
              <button type="button" class="button" onClick={() => startCreate('')}>
                New file
              </button>
            </Show>
          </div>
        </Show>
      </Show>
    </>
  );
}
