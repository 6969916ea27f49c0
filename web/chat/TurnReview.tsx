import { createEffect, createSignal, For, on, onCleanup, Show } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { TurnChange } from '../../shared/turn.ts';
import { after } from '../../shared/timers.ts';
import { MarkedText } from '../ui/MarkedText.tsx';
import { SkeletonLines } from '../ui/Skeleton.tsx';
import { type ChatContext, problemOf } from './context.ts';
import { Diff } from './Diff.tsx';
import { invertChange, pathChangeLabel } from './review.ts';
import './turn-review.css';

/** The preview is loaded again once nobody has written for this long. */
const settleMs = 800;

/**
 * A turn's changes as they stand in the room now: what an undo would revert, and which text of others it would keep. For
 * an undone turn, what a redo would bring back.
 */
export function TurnReview(props: { turn: string; undone: boolean; context: ChatContext }) {
  // A store keeps the elements of unchanged parts, and with them focus and scrolling.
  const [shown, setShown] = createStore<{ files?: TurnChange[] }>({});
  const [problem, setProblem] = createSignal('');
  const load = async (turn: string, undone: boolean): Promise<void> => {
    setProblem('');
    try {
      const changes = await props.context.coder.chat.previewTurn(turn, undone ? 'redo' : 'undo');
      const files = undone ? changes : changes.map(invertChange);
      if (undone === props.undone) setShown('files', reconcile(files, { key: 'path' }));
    } catch (error) {
      if (undone === props.undone) setProblem(problemOf(error));
    }
  };
  createEffect(
    on(
      () => [props.turn, props.undone] as const,
      ([turn, undone]) => void load(turn, undone),
    ),
  );
  let cancel = (): void => undefined;
  const end = props.context.onEdit(() => {
    cancel();
    cancel = after(settleMs, () => void load(props.turn, props.undone));
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
            fallback={<p class="chat-note">None of its changes are in the room any more.</p>}
          >
            {(change) => <FileChange change={change} undone={props.undone} context={props.context} />}
          </For>
        )}
      </Show>
    </section>
  );
}

function FileChange(props: { change: TurnChange; undone: boolean; context: ChatContext }) {
  const fileExists = () => props.context.paths().includes(props.change.path);
  return (
    <div class="chat-review-file">
      <header class="chat-review-head">
        <Show
          when={fileExists()}
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
        <Show when={pathChangeLabel(props.change)}>
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
            {props.undone ? 'Redo' : 'Undo'} keeps what {by} wrote in the meantime; it will be in line {line}.
          </p>
        )}
      </For>
    </div>
  );
}
