import { For, Show } from 'solid-js';
import { Modal } from '../ui/Modal.tsx';
import { withCtrl } from '../ui/keys.ts';
import './keys-dialog.css';

interface Key {
  keys: string[];
  does: string;
  /** Changes something: not for who reads along. */
  edits?: true;
}

const groups: { title: string; keys: Key[] }[] = [
  {
    title: 'Anywhere',
    keys: [
      { keys: [withCtrl('Enter')], does: 'Run', edits: true },
      { keys: [withCtrl('P')], does: 'Open a file' },
      { keys: [withCtrl('L')], does: 'Go to the chat' },
      { keys: [withCtrl('J')], does: 'Go to the output' },
      { keys: ['F6', 'Shift F6'], does: 'Next region, and back' },
      { keys: ['Esc'], does: 'Close a dialog; stop following' },
      { keys: ['?'], does: 'These keys, when no text is being written' },
    ],
  },
  {
    title: 'Files and tabs',
    keys: [
      { keys: ['↑', '↓', '←', '→'], does: 'Move along' },
      { keys: ['Enter'], does: 'Open' },
      { keys: ['F2'], does: 'Rename the file', edits: true },
      { keys: ['Delete'], does: 'Delete the file', edits: true },
      { keys: ['Delete'], does: 'Close the tab' },
    ],
  },
  {
    title: 'Editor',
    keys: [
      { keys: [withCtrl('Z'), withCtrl('Y')], does: 'Undo and redo what you wrote', edits: true },
      { keys: [withCtrl('F')], does: 'Find in the file' },
    ],
  },
  {
    title: 'Chat',
    keys: [
      { keys: ['Enter'], does: 'Send', edits: true },
      { keys: ['Shift Enter'], does: 'New line', edits: true },
      { keys: ['Esc'], does: 'Stop the agent', edits: true },
    ],
  },
];

/** Every key that does something here. */
export function KeysDialog(props: { editing: boolean; onClose: () => void }) {
  const shown = () =>
    groups
      .map(({ title, keys }) => ({ title, keys: keys.filter(({ edits }) => props.editing || !edits) }))
      .filter(({ keys }) => keys.length > 0);
  return (
    <Modal title="Keys" onClose={() => props.onClose()}>
      {/* It scrolls where it is long, so it can be reached by key. */}
      <div class="keys" tabIndex={0} role="group" aria-label="All keys">
        <For each={shown()}>
          {({ title, keys }) => (
            <section>
              <h3>{title}</h3>
              <dl>
                <For each={keys}>
                  {(key) => (
                    <div class="keys-row">
                      <dt>
                        <For each={key.keys}>
                          {(name, index) => (
                            <>
                              <Show when={index() > 0}> </Show>
                              <kbd>{name}</kbd>
                            </>
                          )}
                        </For>
                      </dt>
                      <dd>{key.does}</dd>
                    </div>
                  )}
                </For>
              </dl>
            </section>
          )}
        </For>
      </div>
    </Modal>
  );
}
