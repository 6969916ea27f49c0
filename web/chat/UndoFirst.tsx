import { type Accessor, createMemo, createSignal, Show } from 'solid-js';
import { type ChatContext, undoableTurn } from './context.ts';

interface UndoFirstChoice {
  /** Whether the answer changed files in a way that can be undone. */
  offered: Accessor<boolean>;
  wanted: Accessor<boolean>;
  want: (wanted: boolean) => void;
  /** Undoes it, if that is offered and wanted. */
  undo: () => Promise<void>;
}

/** The choice to undo an answer's changes to files before its message is asked again. @param turn that answered it */
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
        Undo the answer’s changes to files
      </label>
    </Show>
  );
}
