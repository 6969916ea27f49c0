import { createEffect, createSignal, For, on, onCleanup, Show } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { Turn } from '../../shared/turn.ts';
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
  const now = () => turns.list()?.find(({ id }) => id === props.turn);
  const load = async (): Promise<void> => {
    const own = ++newest;
    const { turn } = props;
    // The message hears of a decision later than the list.
    const state = now()?.state ?? props.state;
    try {
      const [undo, redo] = await Promise.all([
        state === 'undone' ? [] : turns.preview(turn, 'undo'),
        state === 'done' ? [] : turns.preview(turn, 'redo'),
      ]);
      if (own !== newest) return;
      keepFocusIn(section, () => setShown('files', reconcile(reviewOf(undo, redo))));
      setProblem('');
    } catch (error) {
      if (own === newest) setProblem(problemOf(error));
    }
  };
  // Without the list, the review follows edits only.
  if (!turns.list()) turns.load().catch(() => undefined);
  createEffect(
    on([() => props.turn, () => props.state, () => now()?.state, () => now()?.open], () => void load()),
  );
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

  /** The decisions under way, verb and part: a second click on the same button would be refused. */
  const deciding = new Set<string>();
  const decide = async (verb: keyof ReviewActions, ids: readonly string[]): Promise<void> => {
    const parts = ids.filter((id) => !deciding.has(`${verb} ${id}`)).map((part) => ({ part }));
    if (parts.length === 0) return;
    setProblem('');
    for (const { part } of parts) deciding.add(`${verb} ${part}`);
    try {
      await turns[verb](props.turn, parts);
      // What to ask for follows from the turn's state, which the socket may bring later than this answer came.
      await turns.load();
      await load();
    } catch (error) {
      await load();
      setProblem(problemOf(error));
    } finally {
      for (const { part } of parts) deciding.delete(`${verb} ${part}`);
    }
  };
  const actions: ReviewActions = {
    keep: (parts) => void decide('keep', parts),
    undo: (parts) => void decide('undo', parts),
    redo: (parts) => void decide('redo', parts),
  };
  const parts = () => shown.files?.flatMap((file) => file.parts) ?? [];
  const open = () => parts().filter(({ state }) => state === 'open');
  const openIds = (): string[] => open().map(({ id }) => id);
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
                    <button type="button" class="chat-review-act" onClick={() => actions.keep(openIds())}>
                      Keep all
                    </button>
                    <button type="button" class="chat-review-act" onClick={() => actions.undo(openIds())}>
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

/** Moves the focus from a button that a change removes to the one that takes its place, without scrolling. */
function keepFocusIn(section: HTMLElement | undefined, change: () => void): void {
  const focused = document.activeElement;
  const place = section?.contains(focused) ? focused?.closest('.chat-review-acts') : undefined;
  change();
  if (!section || place === undefined || section.contains(document.activeElement)) return;
  const successor = place?.isConnected ? place.querySelector<HTMLElement>('button:last-of-type') : undefined;
  (successor ?? section).focus({ preventScroll: true });
}
