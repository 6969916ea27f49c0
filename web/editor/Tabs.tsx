import X from 'lucide-solid/icons/x';
import { createEffect, For, on } from 'solid-js';
import type { FileEntry } from '../../shared/doc.ts';
import { FileIcon } from '../files/FileIcon.tsx';
import { Dots } from '../presence/Dots.tsx';
import type { Room } from '../room.ts';
import type { OpenFiles } from './open-files.ts';

/** The open files. Arrow keys move along them, Delete or the middle button closes one. */
export function Tabs(props: { room: Room; files: OpenFiles; onChosen: () => void }) {
  let list: HTMLDivElement | undefined;
  const tabOf = (id: string | undefined): HTMLElement | null =>
    list?.querySelector<HTMLElement>(`[data-tab-id="${CSS.escape(id ?? '')}"]`) ?? null;

  createEffect(
    on(
      () => props.files.active()?.id,
      (id) => queueMicrotask(() => tabOf(id)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })),
    ),
  );

  const onKeyDown = (event: KeyboardEvent): void => {
    const tabs = props.files.tabs();
    const at = tabs.findIndex((tab) => tab.id === props.files.active()?.id);
    const to = (next: FileEntry | undefined): void => {
      if (!next) return;
      props.files.open(next.id);
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
      case 'Delete':
        if (!active) return;
        props.files.close(active.id);
        queueMicrotask(() => tabOf(props.files.active()?.id)?.focus());
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <div
      ref={(element) => (list = element)}
      class="tabs"
      role="tablist"
      aria-label="Open files"
      onKeyDown={onKeyDown}
    >
      <For each={props.files.tabs()}>
        {(tab) => {
          const active = () => props.files.active()?.id === tab.id;
          return (
            <div
              class="tab"
              role="presentation"
              classList={{ 'tab-active': active() }}
              onAuxClick={(event) => {
                if (event.button === 1) props.files.close(tab.id);
              }}
              onMouseDown={(event) => {
                // The middle button would start to scroll.
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
                onClick={() => {
                  props.files.open(tab.id);
                  props.onChosen();
                }}
              >
                <FileIcon path={tab.path} />
                <span class="tab-text">{shortName(tab, props.files.tabs())}</span>
                <Dots room={props.room} fileId={tab.id} />
              </button>
              <button
                type="button"
                class="tab-close"
                tabIndex={-1}
                // A tab list holds tabs alone; without a pointer the Delete key closes.
                aria-hidden="true"
                title={`Close ${tab.path}`}
                onClick={() => props.files.close(tab.id)}
              >
                <X size={14} />
              </button>
            </div>
          );
        }}
      </For>
    </div>
  );
}

/** The name alone, with its folder where two open files have the same one. */
function shortName(tab: FileEntry, tabs: readonly FileEntry[]): string {
  const names = tab.path.split('/');
  const name = names.at(-1) ?? tab.path;
  const twin = tabs.some((other) => other.id !== tab.id && other.path.split('/').at(-1) === name);
  return twin ? names.slice(-2).join('/') : name;
}
