import { For, Show } from 'solid-js';
import { chordName, keysOf } from '../commands/chords.ts';
import { useCommands } from '../commands/commands.ts';
import { type CommandId, commandIds, commandOf, groups } from '../commands/table.ts';
import { Modal } from '../ui/Modal.tsx';

/** The usual keys of lists, trees and tab rows, which no command stands for. */
const moving = ['↑ ↓ ← →', 'Enter'];

/** All keyboard shortcuts that work for this person. */
export function KeysDialog(props: { editing: boolean; onClose: () => void }) {
  const commands = useCommands();
  // Keys that a part of the page handles itself are listed whenever this person may use them.
  const works = (id: CommandId): boolean => {
    const { where, edits } = commandOf(id);
    if (keysOf(id).length === 0) return false;
    return where === undefined ? commands.can(id) : props.editing || edits !== true;
  };
  const shown = () =>
    groups
      .map((title) => ({ title, ids: commandIds.filter((id) => commandOf(id).group === title && works(id)) }))
      .filter(({ ids }) => ids.length > 0);
  return (
    <Modal title="Keyboard shortcuts" onClose={() => props.onClose()}>
      {/* Focusable, because a long list scrolls. */}
      <div class="keys" tabIndex={0} role="group" aria-label="All keyboard shortcuts">
        <For each={shown()}>
          {({ title, ids }) => (
            <section>
              <h3>{title}</h3>
              <dl>
                <Show when={title === 'Files'}>
                  <Row keys={moving} does="Move between files and tabs; open" />
                </Show>
                <For each={ids}>
                  {(id) => (
                    <Row keys={keysOf(id).map((chord) => chordName(chord))} does={commandOf(id).title} />
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

function Row(props: { keys: readonly string[]; does: string }) {
  return (
    <div class="keys-row">
      <dt>
        <For each={props.keys}>
          {(name, index) => (
            <>
              <Show when={index() > 0}> </Show>
              <kbd>{name}</kbd>
            </>
          )}
        </For>
      </dt>
      <dd>{props.does}</dd>
    </div>
  );
}
