import ChevronRight from 'lucide-solid/icons/chevron-right';
import FilePlus from 'lucide-solid/icons/file-plus';
import Folder from 'lucide-solid/icons/folder';
import FolderOpen from 'lucide-solid/icons/folder-open';
import FolderInput from 'lucide-solid/icons/folder-input';
import Pencil from 'lucide-solid/icons/pencil';
import Trash2 from 'lucide-solid/icons/trash';
import { createSignal, Show } from 'solid-js';
import { keyNameOf } from '../commands/chords.ts';
import { othersIn } from '../presence/activity.ts';
import { describeProblems, ProblemMark } from '../problems/ProblemMark.tsx';
import { PresenceDots } from '../ui/PresenceDots.tsx';
import type { Room } from '../room/room.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { FileIcon } from '../ui/FileIcon.tsx';
import type { TreeRow } from './tree.ts';

/** Without hover, or on narrow pages with large rows, the actions always show; elsewhere they show on hover. */
const alwaysShownOn = matchMedia('(hover: none), (max-width: 720px)');
const [actionsAlwaysShown, setActionsAlwaysShown] = createSignal(alwaysShownOn.matches);
alwaysShownOn.addEventListener('change', () => setActionsAlwaysShown(alwaysShownOn.matches));

/** By touch, a long press opens the menu instead of dragging. */
const isTouch = matchMedia('(pointer: coarse)');

/** One row of the tree. On hover, its actions replace the presence dots. */
export function TreeItem(props: {
  row: TreeRow;
  room: Room;
  /** Whether its file is in front. */
  active: boolean;
  selected: boolean;
  tabStop: boolean;
  onClick: (event: MouseEvent) => void;
  onFocus: () => void;
  /** Called on a double click, which keeps the file's tab. */
  onKeep: () => void;
  onRename: () => void;
  onDelete: () => void;
  onCreate: () => void;
  onMove: () => void;
  /** Something is being dragged over it that would be dropped here. */
  target: boolean;
}) {
  const [hovered, setHovered] = createSignal(false);
  const open = () => props.row.kind === 'folder' && props.row.open;
  const label = (): string => {
    const here = props.row.kind === 'file' ? othersIn(props.room, props.row.key) : [];
    return [props.row.name, ...here.map(({ name }) => `${name} is here`)].join(', ');
  };
  return (
    <div
      class="tree-item"
      classList={{
        'tree-item-active': props.active,
        'tree-item-selected': props.selected,
        'tree-item-target': props.target,
      }}
      draggable={props.room.editable() && !isTouch.matches}
      style={{ '--depth': props.row.depth }}
      role="treeitem"
      tabIndex={props.tabStop ? 0 : -1}
      data-key={props.row.key}
      aria-level={props.row.depth + 1}
      aria-selected={props.selected}
      aria-expanded={props.row.kind === 'folder' ? open() : undefined}
      aria-label={label()}
      aria-description={describeProblems(props.row.path)}
      title={props.row.path}
      onClick={(event) => props.onClick(event)}
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
      onDblClick={() => props.onKeep()}
      onFocus={() => props.onFocus()}
    >
      <Show
        when={props.row.kind === 'folder'}
        fallback={
          <>
            <span class="tree-item-twist" />
            <FileIcon path={props.row.path} />
          </>
        }
      >
        <span class="tree-item-twist" classList={{ 'tree-item-open': open() }}>
          <ChevronRight size={14} />
        </span>
        {open() ? <FolderOpen size={16} /> : <Folder size={16} />}
      </Show>
      <span class="tree-item-name">{props.row.name}</span>
      <ProblemMark path={props.row.path} />
      <Show when={props.row.kind === 'file'}>
        <PresenceDots users={othersIn(props.room, props.row.key)} />
      </Show>
      <Show when={props.room.editable() && (hovered() || actionsAlwaysShown())}>
        <span class="tree-item-actions" onClick={(event) => event.stopPropagation()}>
          <Show when={props.row.kind === 'folder'}>
            <IconButton
              small
              tabIndex={-1}
              label={`New file in ${props.row.name}`}
              onClick={() => props.onCreate()}
            >
              <FilePlus size={14} />
            </IconButton>
          </Show>
          <IconButton
            small
            tabIndex={-1}
            label={`Rename ${props.row.name}`}
            keys={keyNameOf('treeRename') ?? ''}
            onClick={() => props.onRename()}
          >
            <Pencil size={14} />
          </IconButton>
          <IconButton
            small
            tabIndex={-1}
            label={`Move ${props.row.name} to…`}
            keys={keyNameOf('treeMove') ?? ''}
            onClick={() => props.onMove()}
          >
            <FolderInput size={14} />
          </IconButton>
          <IconButton
            small
            tabIndex={-1}
            label={`Delete ${props.row.name}`}
            keys={keyNameOf('treeDelete') ?? ''}
            onClick={() => props.onDelete()}
          >
            <Trash2 size={14} />
          </IconButton>
        </span>
      </Show>
    </div>
  );
}
