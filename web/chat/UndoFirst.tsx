import { type Accessor, createMemo, createSignal, Show } from 'solid-js';
import { type ChatContext, undoableTurn } from './context.ts';

interface UndoFirstChoice {
  /** The answer has done something to files that can be taken back. */
  offered: Accessor<boolean>;
  wanted: Accessor<boolean>;
  want: (wanted: boolean) => void;
  /** Takes it back, where that is offered and wanted. */
  undo: () => Promise<void>;
}

/** Before a message is asked again: what its answer did to files can be taken back. @param turn that it began */
export function createUndoFirst({ coder }: ChatContext, turn: Accessor<string | undefined>): UndoFirstChoice {
  const [wanted, want] = createSignal(true);
  const undoable = createMemo(() => undoableTurn(coder.message(turn() ?? '')));
  return {
    offered: () => undoable() !== undefined,
    wanted,
    want,
    undo: async () => {
      const id = undoable();
      if (id !== undefined && wanted()) await coder.chat.undoTurn(id);
    },
  };
}

export function UndoFirst(props: { choice: UndoFirstChoice }) {
  return (
    <Show when={props.choice.offered()}>
      <label class="chat-check">
        <input
          type="checkbox"
          checked={props.choice.wanted()}
          onChange={(event) => props.choice.want(event.currentTarget.checked)}
        />
        Undo what the answer did to files
      </label>
    </Show>
  );
}
