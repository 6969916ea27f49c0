import { ContextMenu } from '@kobalte/core/context-menu';
import { createEffect, createMemo, createSignal, For, on, Show } from 'solid-js';
import { isKeyOf } from '../commands/chords.ts';
import type { Room } from '../room/room.ts';
import { ActionMenu, openMenuOf } from '../ui/ActionMenu.tsx';
import { CreateField, type Creating } from './CreateField.tsx';
import { removeRows, renameRow } from './file-actions.ts';
import type { createFolding } from './folding.ts';
import type { FileJob } from './jobs.ts';
import { NameInput } from './NameInput.tsx';
import type { OpenFiles } from './open-files.ts';
import { folderOf, joinPath, type TreeRow, treeRows, treeStep } from './tree.ts';
import { createTreeDrag } from './tree-drag.ts';
import { TreeItem } from './TreeItem.tsx';
import { treeMenu } from './tree-menu.ts';
import { createTreeSelection, rowAfter } from './tree-selection.ts';

export interface TreeHandle {
  /** Focuses a row by its key. */
  focus: (key: string) => void;
}

/** The rows of the tree: chosen one or several at a time, by pointer, key and menu. */
export function FileTree(props: {
  room: Room;
  files: OpenFiles;
  folding: ReturnType<typeof createFolding>;
  creating: Creating | undefined;
  onCreate: (creating: Creating | undefined) => void;
  onCreated: (id: string, focusMoved: boolean) => void;
  onOpened: () => void;
  onEdit: () => void;
  onJob: (job: FileJob) => void;
  ref: (tree: TreeHandle) => void;
}) {
  const [renaming, setRenaming] = createSignal('');
  /** The row that the menu is about; empty for the space below the rows. */
  const [menuKey, setMenuKey] = createSignal('');
  const [menuOpen, setMenuOpen] = createSignal(false);
  const rows = createMemo(() => treeRows(props.room.files(), props.folding.closed()));
  const rowKeys = createMemo(() => rows().map((row) => row.key));
  const byKey = createMemo(() => new Map(rows().map((row) => [row.key, row])));
  const rowOf = (key: string) => byKey().get(key);
  const activeId = () => props.files.active()?.id;
  const choice = createTreeSelection(rows, activeId);
  const { tabStop, setFocused, rowsWith } = choice;
  let tree: HTMLDivElement | undefined;
  const elementOf = (key: string): HTMLElement | null | undefined =>
    tree?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);

  const focusRow = (key: string): void => {
    setFocused(key);
    elementOf(key)?.focus();
  };
  props.ref({ focus: focusRow });
  /** Moves the focus from the name field, which disappears, unless the focus has moved already. */
  const focusAfter = (key: string, focusMoved: boolean): void => {
    if (!focusMoved) queueMicrotask(() => focusRow(key));
  };
  createEffect(
    on(activeId, (id) => queueMicrotask(() => elementOf(id ?? '')?.scrollIntoView({ block: 'nearest' }))),
  );

  const activate = (row: TreeRow): void => {
    setFocused(row.key);
    choice.only(row.key);
    if (row.kind === 'folder') {
      props.folding.setFolder(row.path, !row.open);
      return;
    }
    props.files.openPreview(row.key);
    props.onOpened();
  };
  const onClick = (event: MouseEvent, row: TreeRow): void => {
    // The release after a long press, which has opened the menu.
    if (menuOpen()) return;
    if (event.shiftKey) choice.extendTo(row.key);
    else if (event.ctrlKey || event.metaKey) choice.toggle(row.key);
    else {
      activate(row);
      return;
    }
    setFocused(row.key);
  };
  const drag = createTreeDrag({
    room: props.room,
    rowOf,
    rowsWith,
    onFiles: (files, entries, folder) => props.onJob({ kind: 'import', files, entries, folder }),
  });
  const submitRename = (row: TreeRow, name: string, focusMoved: boolean): string | undefined => {
    const path = name.startsWith('/') ? name.slice(1) : joinPath(folderOf(row.path), name);
    const problem = renameRow(props.room, row, path);
    if (problem !== undefined) return problem;
    stopRename(row.kind === 'file' ? row.key : `${path}/`, focusMoved);
    return undefined;
  };
  const stopRename = (key: string, focusMoved: boolean): void => {
    setRenaming('');
    focusAfter(key, focusMoved);
  };
  const remove = (removed: readonly TreeRow[]): void => {
    const next = rowAfter(rows(), removed);
    if (next && tree?.contains(document.activeElement)) focusRow(next.key);
    removeRows(props.room, removed, props.files);
  };
  const move = (moved: readonly TreeRow[]): void => props.onJob({ kind: 'move', rows: moved });
  /** Selects new files and folders. */
  const show = (paths: readonly string[]): void => {
    for (const path of paths) props.folding.reveal(path);
    const fresh = rows().filter(({ path }) => paths.includes(path));
    const [first] = fresh;
    if (!first) return;
    choice.all(fresh.map(({ key }) => key));
    focusRow(first.key);
  };
  const cancelCreate = (focusMoved: boolean): void => {
    props.onCreate(undefined);
    focusAfter(tabStop(), focusMoved);
  };
  const create = (creating: Creating): void => {
    if (creating.parent !== '') props.folding.setFolder(creating.parent, true);
    props.onCreate(creating);
  };
  const menu = createMemo(() => {
    const row = rowOf(menuKey());
    return treeMenu(props.room, row ? rowsWith(row) : [], {
      create,
      rename: (one) => setRenaming(one.key),
      move,
      remove,
      show,
      closeAll: props.folding.closeAll,
    });
  });
  /** Whose menu opens, and which rows it is about. */
  const aimMenu = (event: MouseEvent): void => {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-key]') : null;
    const row = rowOf(element?.dataset['key'] ?? '');
    setMenuKey(row?.key ?? '');
    if (!row) return;
    if (!choice.isSelected(row.key)) choice.only(row.key);
    setFocused(row.key);
  };

  /** @returns whether the key was one that edits */
  const editKey = (event: KeyboardEvent, row: TreeRow): boolean => {
    if (!props.room.editable()) return false;
    if (isKeyOf(event, 'treeRename')) setRenaming(row.key);
    else if (isKeyOf(event, 'treeMove')) move(rowsWith(row));
    else if (isKeyOf(event, 'treeDelete')) remove(rowsWith(row));
    else return false;
    return true;
  };
  /** @returns whether the key was one that selects several rows */
  const selectKey = (event: KeyboardEvent, at: number): boolean => {
    const extend = (row: TreeRow | undefined): void => {
      if (!row) return;
      choice.extendTo(row.key);
      focusRow(row.key);
    };
    if (isKeyOf(event, 'treeSelectUp')) extend(rows()[at - 1]);
    else if (isKeyOf(event, 'treeSelectDown')) extend(rows()[at + 1]);
    else if (isKeyOf(event, 'treeSelectAll')) choice.all(rowKeys());
    else if (event.key === 'Escape' && choice.areMany()) choice.only(tabStop());
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = rows().findIndex((row) => row.key === tabStop());
    const row = rows()[at];
    if (!row) return;
    const to = (next: TreeRow | undefined): void => {
      if (!next) return;
      choice.only(next.key);
      focusRow(next.key);
    };
    if (isKeyOf(event, 'treeMenu')) {
      event.preventDefault();
      const element = elementOf(row.key);
      if (element) openMenuOf(element);
      return;
    }
    if (editKey(event, row) || selectKey(event, at)) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = treeStep(rows(), at, event.key);
    if (step && 'open' in step) props.folding.setFolder(row.path, step.open);
    else if (step) to(step.to);
    else if (event.key === 'Enter' || event.key === ' ') {
      activate(row);
      if (event.key === 'Enter' && row.kind === 'file') props.onEdit();
    } else return;
    event.preventDefault();
  };
  const createField = (depth: number) => (
    <Show when={props.creating}>
      {(creating) => (
        <CreateField
          room={props.room}
          creating={creating()}
          depth={depth}
          onNext={props.onCreate}
          onCreated={(id, focusMoved) => props.onCreated(id, focusMoved)}
          onCancel={cancelCreate}
        />
      )}
    </Show>
  );

  return (
    <ActionMenu
      label="Files"
      groups={menu()}
      onOpenChange={setMenuOpen}
      onReturnFocus={() => focusRow(tabStop())}
    >
      <Show when={props.creating?.parent === ''}>{createField(0)}</Show>
      {/* oxlint-disable-next-line typescript/no-unnecessary-type-arguments -- without it TypeScript infers no element */}
      <ContextMenu.Trigger<'div'>
        ref={(element: HTMLDivElement) => (tree = element)}
        class={drag.target() === '' ? 'files-tree files-tree-target' : 'files-tree'}
        {...drag.handlers}
        role="tree"
        aria-label="Files"
        aria-multiselectable="true"
        onKeyDown={onKeyDown}
        onPointerDown={(event: PointerEvent) => {
          // A long press opens the menu without an event of its own.
          if (event.pointerType !== 'mouse') aimMenu(event);
        }}
        onContextMenu={aimMenu}
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
                        active={activeId() === key}
                        selected={choice.areMany() ? choice.isSelected(key) : activeId() === key}
                        tabStop={tabStop() === key}
                        onClick={(event) => onClick(event, row())}
                        onFocus={() => setFocused(key)}
                        onKeep={() => {
                          if (row().kind === 'folder') return;
                          props.files.keepTab(key);
                          props.onEdit();
                        }}
                        onRename={() => setRenaming(key)}
                        onDelete={() => remove(rowsWith(row()))}
                        onCreate={() => create({ kind: 'file', parent: row().path })}
                        onMove={() => move(rowsWith(row()))}
                        target={row().kind === 'folder' && drag.target() === row().path}
                      />
                    }
                  >
                    <NameInput
                      label={`New name of ${row().name}`}
                      value={row().name}
                      inTree
                      depth={row().depth}
                      onSubmit={(name, focusMoved) => submitRename(row(), name, focusMoved)}
                      onCancel={(focusMoved) => stopRename(key, focusMoved)}
                    />
                  </Show>
                  <Show when={row().kind === 'folder' && props.creating?.parent === row().path}>
                    {createField(row().depth + 1)}
                  </Show>
                </>
              )}
            </Show>
          )}
        </For>
      </ContextMenu.Trigger>
    </ActionMenu>
  );
}
