import { createEffect, createSignal, For, on, onCleanup, Show } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { PartName, Turn } from '../../shared/turn.ts';
import { after } from '../../shared/timers.ts';
import { turnsOf } from '../coder/turns.ts';
import { SkeletonLines } from '../ui/Skeleton.tsx';
import { pluralize } from '../ui/pluralize.ts';
import { type ChatContext, problemOf } from './context.ts';
import { type ReviewActions, type ReviewedFile, reviewOf } from './review.ts';
import { FileReview } from './FileReview.tsx';
import './turn-review.css';

/** The preview is loaded again once nobody has written for this long. */
const settleMs = 800;

/**
 * A turn's changes as they stand in the room now, to keep, undo or redo each by itself, and which text of others an undo
 * would keep.
 */
export function TurnReview(props: {
  turn: string;
  state: Turn['state'];
  /** Whether this person may decide. */
  editing: boolean;
  context: ChatContext;
}) {
  const turns = turnsOf(props.context.coder);
  // A store keeps the elements of unchanged parts, and with them focus and scrolling.
  const [shown, setShown] = createStore<{ files?: ReviewedFile[] }>({});
  const [problem, setProblem] = createSignal('');
  let section: HTMLElement | undefined;
  /** Counts requests, so that only the newest answer is shown. */
  let newest = 0;
  const load = async (): Promise<void> => {
    const own = ++newest;
    const { turn, state } = props;
    try {
      const [undo, redo] = await Promise.all([
        state === 'undone' ? [] : turns.preview(turn, 'undo'),
        state === 'done' ? [] : turns.preview(turn, 'redo'),
      ]);
      if (own !== newest) return;
      const hadFocus = section?.contains(document.activeElement) === true;
      setShown('files', reconcile(reviewOf(undo, redo)));
      setProblem('');
      // The button that had it is gone.
      if (hadFocus && !section?.contains(document.activeElement)) section?.focus();
    } catch (error) {
      if (own === newest) setProblem(problemOf(error));
    }
  };
  const now = () => turns.list()?.find(({ id }) => id === props.turn);
  // Without the list, the review follows edits only.
  if (!turns.list()) turns.load().catch(() => undefined);
  createEffect(on([() => props.turn, () => props.state, () => now()?.open], () => void load()));
  let cancel = (): void => undefined;
  const end = props.context.onEdit(() => {
    cancel();
    cancel = after(settleMs, () => void load());
  });
  createEffect(() => {
    const { turn } = props;
    turns.setReviewed(turn);
    onCleanup(() => {
      if (turns.reviewed() === turn) turns.setReviewed(undefined);
    });
  });
  onCleanup(() => {
    newest++;
    cancel();
    end();
  });

  const attempt = async (act: Promise<void>): Promise<void> => {
    setProblem('');
    try {
      await act;
      await load();
    } catch (error) {
      await load();
      setProblem(problemOf(error));
    }
  };
  const actions: ReviewActions = {
    keep: (parts) => void attempt(turns.keep(props.turn, parts)),
    undo: (parts) => void attempt(turns.undo(props.turn, parts)),
    redo: (parts) => void attempt(turns.redo(props.turn, parts)),
  };
  const parts = () => shown.files?.flatMap((file) => file.parts) ?? [];
  const open = () => parts().filter(({ state }) => state === 'open');
  const openNames = (): PartName[] => open().map(({ id }) => ({ part: id }));
  return (
    <section
      class="chat-review"
      aria-label="What the turn changed"
      tabIndex={-1}
      ref={(el) => (section = el)}
    >
      <Show when={problem()}>
        <p class="chat-problem" role="alert">
          {problem()}
        </p>
      </Show>
      <Show
        when={shown.files}
        fallback={
          <Show when={!problem()}>
            <SkeletonLines widths={[180, 120]} />
          </Show>
        }
      >
        {(files) => (
          <>
            <Show when={parts().length > 0 && props.editing}>
              <div class="chat-review-all">
                <span role="status">
                  {open().length === 0
                    ? 'Every change is reviewed.'
                    : `${open().length} of ${pluralize(parts().length, 'change', 'changes')} to review`}
                </span>
                <Show when={open().length > 0}>
                  <span class="chat-review-acts">
                    <button type="button" class="chat-review-act" onClick={() => actions.keep(openNames())}>
                      Keep all
                    </button>
                    <button type="button" class="chat-review-act" onClick={() => actions.undo(openNames())}>
                      Undo all
                    </button>
                  </span>
                </Show>
              </div>
            </Show>
            <For
              each={files()}
              fallback={<p class="chat-note">None of its changes are in the room any more.</p>}
            >
              {(file) => (
                <FileReview
                  file={file}
                  actions={props.editing ? actions : undefined}
                  context={props.context}
                />
              )}
            </For>
          </>
        )}
      </Show>
    </section>
  );
}
