import { ContextMenu } from '@kobalte/core/context-menu';
import X from 'lucide-solid/icons/x';
import { createEffect, createMemo, createSignal, For, on, onCleanup } from 'solid-js';
import type * as Y from 'yjs';
import { type FileEntry, textOf } from '../../shared/doc.ts';
import { isKeyOf, keyNameOf } from '../commands/chords.ts';
import { useCommands } from '../commands/commands.ts';
import { ActionMenu, type MenuAction, openMenuOf } from '../ui/ActionMenu.tsx';
import { copyText } from '../ui/copy-text.ts';
import { FileIcon } from '../ui/FileIcon.tsx';
import { othersIn } from '../presence/activity.ts';
import { describeProblems, ProblemMark } from '../problems/ProblemMark.tsx';
import { PresenceDots } from '../ui/PresenceDots.tsx';
import type { Room } from '../room/room.ts';
import { focusRegion } from '../ui/regions.ts';
import type { OpenFiles } from '../files/open-files.ts';

/** The open files. Arrow keys move between tabs; Delete or the middle mouse button closes one, and each has a menu. */
export function Tabs(props: { room: Room; files: OpenFiles; onChosen: () => void }) {
  let list: HTMLDivElement | undefined;
  const tabOf = (id: string | undefined): HTMLElement | null =>
    list?.querySelector<HTMLElement>(`[data-tab-id="${CSS.escape(id ?? '')}"]`) ?? null;

  const activeId = createMemo(() => props.files.active()?.id);
  createEffect(
    on(activeId, (id) =>
      queueMicrotask(() => tabOf(id)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })),
    ),
  );

  const move = (by: 1 | -1): void => {
    const id = activeId();
    const at = props.files.tabs().findIndex((tab) => tab.id === id);
    if (id !== undefined) props.files.moveTab(id, Math.max(0, at + by));
  };
  /** Closes a tab. If it had the focus, that moves to the editor, or to the file tree when no tab is left. */
  const close = (id: string): void => {
    const focused = list?.contains(document.activeElement) === true;
    props.files.close(id);
    if (focused) queueMicrotask(() => (activeId() === undefined ? focusRegion('Files') : props.onChosen()));
  };
  const copyPath = (id: string): void => {
    const path = props.files.tabs().find((tab) => tab.id === id)?.path;
    if (path !== undefined) void copyText(path, `Copied ${path}.`);
  };
  const [menuId, setMenuId] = createSignal('');
  /** The menu of one tab. What is about other tabs is left out where there are none. */
  const menu = (): MenuAction[][] => {
    const id = menuId();
    const tabs = props.files.tabs();
    const at = tabs.findIndex((tab) => tab.id === id);
    if (at === -1) return [];
    const onlyIf = (possible: boolean, action: MenuAction): MenuAction[] => (possible ? [action] : []);
    const keyFor = (command: 'closeTab' | 'keepTab') => (id === activeId() ? keyNameOf(command) : undefined);
    return [
      [
        { title: 'Close', keys: keyFor('closeTab'), act: () => close(id) },
        ...onlyIf(tabs.length > 1, { title: 'Close others', act: () => props.files.closeAll(id) }),
        ...onlyIf(at < tabs.length - 1, {
          title: 'Close to the right',
          act: () => props.files.closeRight(id),
        }),
        { title: 'Close all', act: () => props.files.closeAll() },
      ],
      onlyIf(props.files.preview() === id, {
        title: 'Pin tab',
        keys: keyFor('keepTab'),
        act: () => props.files.keepTab(id),
      }),
      [
        { title: 'Copy path', act: () => copyPath(id) },
        {
          title: 'Show in the tree',
          act: () => {
            props.files.openPreview(id);
            commands.run('revealFile');
          },
        },
      ],
    ];
  };
  const aimMenu = (event: MouseEvent): void => {
    const tab = event.target instanceof Element ? event.target.closest('.tab') : null;
    const id = tab?.querySelector<HTMLElement>('[data-tab-id]')?.dataset['tabId'];
    setMenuId(id ?? '');
    // No menu beside the tabs.
    if (id === undefined) event.preventDefault();
  };
  const withActive = (act: (id: string) => void) => (): void => {
    const id = activeId();
    if (id !== undefined) act(id);
  };
  const commands = useCommands();
  commands.provide({ reopenTab: () => props.files.reopen() });
  const some = createMemo(() => activeId() !== undefined);
  createEffect(() => {
    if (!some()) return;
    commands.provide({
      keepTab: withActive((id) => props.files.keepTab(id)),
      closeTab: withActive(close),
      closeRight: withActive((id) => props.files.closeRight(id)),
      copyPath: withActive(copyPath),
      closeOthers: withActive((id) => props.files.closeAll(id)),
      closeAll: () => props.files.closeAll(),
      nextTab: () => props.files.step(1),
      previousTab: () => props.files.step(-1),
      moveTabRight: () => move(1),
      moveTabLeft: () => move(-1),
    });
  });
  // Editing a previewed file keeps its tab.
  const onUpdate = (
    _update: Uint8Array,
    _origin: unknown,
    doc: Y.Doc,
    { local, changed }: Y.Transaction,
  ): void => {
    const id = props.files.preview();
    const text = local && id !== undefined ? textOf(doc, id) : undefined;
    if (id !== undefined && text && new Set<unknown>(changed.keys()).has(text)) props.files.keepTab(id);
  };
  props.room.doc.on('update', onUpdate);
  onCleanup(() => props.room.doc.off('update', onUpdate));
  const [dragged, setDragged] = createSignal<string>();
  /** Moves the tab only past the other's middle: beside a wider tab it would otherwise flip back and forth. */
  const dragOver = (event: DragEvent & { currentTarget: HTMLElement }, over: string): void => {
    const id = dragged();
    if (id === undefined) return;
    event.preventDefault();
    const tabs = props.files.tabs();
    const to = tabs.findIndex((tab) => tab.id === over);
    const goesRight = tabs.findIndex((tab) => tab.id === id) < to;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const past = goesRight ? event.clientX >= left + width / 2 : event.clientX <= left + width / 2;
    if (id !== over && past) props.files.moveTab(id, to);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const tabs = props.files.tabs();
    const at = tabs.findIndex((tab) => tab.id === props.files.active()?.id);
    const to = (next: FileEntry | undefined): void => {
      if (!next) return;
      props.files.openPreview(next.id);
      tabOf(next.id)?.focus();
    };
    const active = tabs[at];
    switch (event.key) {
      case 'ArrowRight':
        to(tabs[(at + 1) % tabs.length]);
        break;
      case 'ArrowLeft':
        to(tabs.at(at - 1));
        break;
      case 'Home':
        to(tabs[0]);
        break;
      case 'End':
        to(tabs.at(-1));
        break;
      case 'Enter':
        props.onChosen();
        break;
      default:
        if (isKeyOf(event, 'tabMenu')) {
          const tab = tabOf(active?.id);
          if (tab) openMenuOf(tab);
          break;
        }
        if (!active || !isKeyOf(event, 'tabDelete')) return;
        props.files.close(active.id);
        queueMicrotask(() => tabOf(props.files.active()?.id)?.focus());
    }
    event.preventDefault();
  };

  return (
    <ActionMenu
      label="Tab"
      groups={menu()}
      onOpenChange={() => undefined}
      onReturnFocus={() => tabOf(menuId())?.focus()}
    >
      {/* oxlint-disable-next-line typescript/no-unnecessary-type-arguments -- without it TypeScript infers no element */}
      <ContextMenu.Trigger<'div'>
        ref={(element: HTMLDivElement) => (list = element)}
        class="tabs"
        role="tablist"
        aria-label="Open files"
        onKeyDown={onKeyDown}
        onPointerDown={(event: PointerEvent) => {
          // A long press opens the menu without an event of its own.
          if (event.pointerType !== 'mouse') aimMenu(event);
        }}
        onContextMenu={aimMenu}
      >
        <For each={props.files.tabs()}>
          {(tab) => {
            const active = () => props.files.active()?.id === tab.id;
            return (
              <div
                class="tab"
                role="presentation"
                classList={{
                  'tab-active': active(),
                  'tab-preview': props.files.preview() === tab.id,
                  'tab-dragged': dragged() === tab.id,
                }}
                draggable="true"
                onDragStart={() => setDragged(tab.id)}
                onDragEnd={() => setDragged(undefined)}
                onDragOver={(event) => dragOver(event, tab.id)}
                onDrop={(event) => event.preventDefault()}
                onAuxClick={(event) => {
                  if (event.button === 1) props.files.close(tab.id);
                }}
                onMouseDown={(event) => {
                  // The middle button would start autoscroll.
                  if (event.button === 1) event.preventDefault();
                }}
              >
                <button
                  type="button"
                  class="tab-name"
                  role="tab"
                  data-tab-id={tab.id}
                  aria-selected={active()}
                  aria-controls="editor-panel"
                  aria-keyshortcuts="Delete"
                  tabIndex={active() ? 0 : -1}
                  title={tab.path}
                  aria-description={describeProblems(tab.path)}
                  onClick={() => {
                    props.files.openPreview(tab.id);
                    props.onChosen();
                  }}
                  onDblClick={() => props.files.keepTab(tab.id)}
                >
                  <FileIcon path={tab.path} />
                  <span class="tab-text">{shortName(tab, props.files.tabs())}</span>
                  <ProblemMark path={tab.path} />
                  <PresenceDots users={othersIn(props.room, tab.id)} />
                </button>
                <button
                  type="button"
                  class="tab-close"
                  tabIndex={-1}
                  // A tablist may contain only tabs; keyboard users close with Delete.
                  aria-hidden="true"
                  title={`Close ${tab.path}`}
                  onClick={() => close(tab.id)}
                >
                  <X size={14} />
                </button>
              </div>
            );
          }}
        </For>
      </ContextMenu.Trigger>
    </ActionMenu>
  );
}

/** The file's name, with its folder when another open file has the same name. */
function shortName(tab: FileEntry, tabs: readonly FileEntry[]): string {
  const names = tab.path.split('/');
  const name = names.at(-1) ?? tab.path;
  const twin = tabs.some((other) => other.id !== tab.id && other.path.split('/').at(-1) === name);
  return twin ? names.slice(-2).join('/') : name;
}
