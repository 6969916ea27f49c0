import { createMemo, createSignal, For, Show } from 'solid-js';
import { FileIcon } from '../files/FileIcon.tsx';
import { Modal } from '../ui/Modal.tsx';
import { matchPaths } from './match-paths.ts';
import './quick-open.css';

/** Finds a file by some letters of its path. The field keeps the focus; arrows choose, Enter opens. */
export function QuickOpen(props: {
  paths: readonly string[];
  onOpen: (path: string) => void;
  /** After it closed with a file opened: where the focus goes. */
  onOpened: () => void;
  onClose: () => void;
}) {
  let opened = false;
  const before = document.activeElement;
  let list: HTMLDivElement | undefined;
  const [query, setQuery] = createSignal('');
  const [at, setAt] = createSignal(0);
  const found = createMemo(() => matchPaths(props.paths, query()));
  const chosen = () => Math.min(at(), found().length - 1);

  const open = (path: string | undefined): void => {
    if (path === undefined) return;
    opened = true;
    props.onOpen(path);
    props.onClose();
  };
  const choose = (index: number): void => {
    setAt(index);
    list?.children[index]?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || found().length === 0) return;
    if (event.key === 'ArrowDown') choose((chosen() + 1) % found().length);
    else if (event.key === 'ArrowUp') choose((chosen() + found().length - 1) % found().length);
    else if (event.key === 'Enter') open(found()[chosen()]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      title="Open a file"
      onClose={() => props.onClose()}
      onFocusLeft={() => {
        if (opened) props.onOpened();
        else if (before instanceof HTMLElement) before.focus();
        return true;
      }}
    >
      <div class="quick-open">
        <input
          class="field"
          type="text"
          role="combobox"
          autofocus
          autocomplete="off"
          spellcheck={false}
          aria-label="Name of the file"
          placeholder="Name of the file"
          aria-expanded={found().length > 0}
          aria-controls="quick-open-list"
          aria-autocomplete="list"
          aria-activedescendant={found().length > 0 ? `quick-open-${chosen()}` : undefined}
          value={query()}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            choose(0);
          }}
          onKeyDown={onKeyDown}
        />
        <div
          ref={(element) => (list = element)}
          class="quick-open-list"
          id="quick-open-list"
          role="listbox"
          aria-label="Files"
        >
          <For each={found()}>
            {(path, index) => (
              <div
                class="quick-open-file"
                id={`quick-open-${index()}`}
                role="option"
                aria-selected={index() === chosen()}
                // The field keeps the focus.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => open(path)}
              >
                <FileIcon path={path} />
                <span>{path}</span>
              </div>
            )}
          </For>
        </div>
        <Show when={found().length === 0}>
          <p class="quick-open-none" role="status">
            {props.paths.length === 0
              ? 'The room has no files yet.'
              : 'No file has these letters in this order.'}
          </p>
        </Show>
      </div>
    </Modal>
  );
}
