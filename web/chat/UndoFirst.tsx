import { type Accessor, createMemo, createSignal, Show } from 'solid-js';
import { turnsOf } from '../coder/turns.ts';
import { type ChatContext, undoableTurn } from './context.ts';
import { answersTo } from './work.ts';

interface UndoFirstChoice {
  /** Whether an answer changed files in a way that can be undone. */
  offered: Accessor<boolean>;
  wanted: Accessor<boolean>;
  want: (wanted: boolean) => void;
  /** Undoes it, if that is offered and wanted. */
  undo: () => Promise<void>;
}

/** The choice to undo what the answers to a request changed in files before it is asked again. */
export function createUndoFirst({ coder }: ChatContext, requestId: string): UndoFirstChoice {
  const [wanted, want] = createSignal(true);
  const undoable = createMemo(() =>
    answersTo(coder, requestId).flatMap((turn) => undoableTurn(coder.message(turn)) ?? []),
  );
  return {
    offered: () => undoable().length > 0,
    wanted,
    want,
    undo: async () => {
      if (!wanted()) return;
      // The newest first: each has built on what the earlier ones had written.
      for (const turn of undoable().toReversed()) await turnsOf(coder).undo(turn);
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
