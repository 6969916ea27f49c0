import { createEffect, createSignal, For, on, onCleanup, Show } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { TurnChange } from '../../shared/turn.ts';
import { after } from '../../shared/timers.ts';
import { MarkedText } from '../ui/MarkedText.tsx';
import { SkeletonLines } from '../ui/Skeleton.tsx';
import { type ChatContext, problemOf } from './context.ts';
import { Diff } from './Diff.tsx';
import { asDone, pathWords } from './review.ts';
import './turn-review.css';

/** How long nobody has written before the room is asked again. */
const settleMs = 800;

/**
 * A turn's work in all files as it stands in the room now: what an undo would take back, and what of others it would
 * leave. Of a turn that is undone, what a redo would bring.
 */
export function TurnReview(props: { turn: string; undone: boolean; context: ChatContext }) {
  // What stays the same keeps its elements, and with them focus and scrolling.
  const [shown, setShown] = createStore<{ files?: TurnChange[] }>({});
  const [problem, setProblem] = createSignal('');
  const look = async (turn: string, undone: boolean): Promise<void> => {
    setProblem('');
    try {
      const changes = await props.context.coder.chat.previewTurn(turn, undone ? 'redo' : 'undo');
      const files = undone ? changes : changes.map(asDone);
      if (undone === props.undone) setShown('files', reconcile(files, { key: 'path' }));
    } catch (error) {
      if (undone === props.undone) setProblem(problemOf(error));
    }
  };
  createEffect(
    on(
      () => [props.turn, props.undone] as const,
      ([turn, undone]) => void look(turn, undone),
    ),
  );
  let cancel = (): void => undefined;
  const end = props.context.onEdit(() => {
    cancel();
    cancel = after(settleMs, () => void look(props.turn, props.undone));
  });
  onCleanup(() => {
    cancel();
    end();
  });
  return (
    <section class="chat-review" aria-label="What the turn changed">
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
        {(changes) => (
          <For
            each={changes()}
            fallback={<p class="chat-note">Nothing of it stands in the room any more.</p>}
          >
            {(change) => <FileChange change={change} undone={props.undone} context={props.context} />}
          </For>
        )}
      </Show>
    </section>
  );
}

function FileChange(props: { change: TurnChange; undone: boolean; context: ChatContext }) {
  const isHere = () => props.context.paths().includes(props.change.path);
  return (
    <div class="chat-review-file">
      <header class="chat-review-head">
        <Show
          when={isHere()}
          fallback={
            <code>
              <MarkedText text={props.change.path} />
            </code>
          }
        >
          <button
            type="button"
            class="chat-step-link"
            onClick={() => props.context.openAt(props.change.path, 1)}
          >
            <code>
              <MarkedText text={props.change.path} />
            </code>
          </button>
        </Show>
        <Show when={pathWords(props.change)}>
          {(words) => (
            <span>
              <MarkedText text={words()} />
            </span>
          )}
        </Show>
        <span class="chat-review-counts">
          <span class="chat-added">+{props.change.added}</span>{' '}
          <span class="chat-removed">−{props.change.removed}</span>
        </span>
      </header>
      <Show when={props.change.diff}>{(diff) => <Diff diff={diff()} />}</Show>
      <For each={props.change.left}>
        {({ line, by }) => (
          <p class="chat-note">
            {props.undone ? 'Redo' : 'Undo'} leaves what {by} wrote in the meantime, then in line {line}.
          </p>
        )}
      </For>
    </div>
  );
}
