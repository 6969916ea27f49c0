import FileDiff from 'lucide-solid/icons/file-diff';
import Redo2 from 'lucide-solid/icons/redo-2';
import Undo2 from 'lucide-solid/icons/undo-2';
import { createSignal, For, Show } from 'solid-js';
import type { Turn } from '../../shared/turn.ts';
import { turnsOf } from '../coder/turns.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { formatTime } from '../ui/format.ts';
import { MarkedText } from '../ui/MarkedText.tsx';
import { Modal } from '../ui/Modal.tsx';
import { pluralize } from '../ui/pluralize.ts';
import { SkeletonLines } from '../ui/Skeleton.tsx';
import { type ChatContext, problemOf } from './context.ts';
import { TurnReview } from './TurnReview.tsx';
import { LineCounts } from './LineCounts.tsx';

/** The agent's turns that changed files, newest first, also those whose messages have been cleared. */
export function TurnsDialog(props: { context: ChatContext; editing: boolean; onClose: () => void }) {
  const turns = turnsOf(props.context.coder);
  const [reviewing, setReviewing] = createSignal<string>();
  const [problem, setProblem] = createSignal('');
  const attempt = async (act: Promise<void>): Promise<void> => {
    setProblem('');
    try {
      await act;
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  void attempt(turns.load());
  /** By id, so that a turn's row stays when its state changes. */
  const ids = () => turns.list()?.map(({ id }) => id);
  const turn = (id: string) => turns.list()?.find((each) => each.id === id);
  const context = (): ChatContext => ({
    ...props.context,
    openAt: (path, line, column) => {
      props.onClose();
      props.context.openAt(path, line, column);
    },
  });
  return (
    <Modal title="Turns of the agent" onClose={() => props.onClose()}>
      <div class="dialog-body">
        <Show when={problem()}>
          <p class="chat-problem" role="alert">
            {problem()}
          </p>
        </Show>
        <Show
          when={ids()}
          fallback={
            <Show when={!problem()}>
              <SkeletonLines widths={[240, 320, 200]} />
            </Show>
          }
        >
          {(list) => (
            <ul class="turns-list" aria-label="Turns" tabIndex={0}>
              <For
                each={list()}
                fallback={<li class="dialog-note">The agent has not changed any file yet.</li>}
              >
                {(id) => (
                  <Show when={turn(id)}>
                    {(now) => (
                      <TurnRow
                        turn={now()}
                        editing={props.editing}
                        reviewing={reviewing() === id}
                        context={context()}
                        onReview={() => setReviewing((before) => (before === id ? undefined : id))}
                        onUndo={() => void attempt(turns.undo(id))}
                        onRedo={() => void attempt(turns.redo(id))}
                      />
                    )}
                  </Show>
                )}
              </For>
            </ul>
          )}
        </Show>
      </div>
    </Modal>
  );
}

/** No `header` or `footer`: outside of an article they would be landmarks of the page. */
function TurnRow(props: {
  turn: Turn;
  editing: boolean;
  reviewing: boolean;
  context: ChatContext;
  onReview: () => void;
  onUndo: () => void;
  onRedo: () => void;
}) {
  const request = () => props.turn.request ?? 'A request from before requests were stored with their turns';
  const is = (...states: Turn['state'][]): boolean => states.includes(props.turn.state);
  return (
    <li class="turns-row">
      <div class="chat-message-head">
        <Show when={props.turn.by}>
          {(by) => (
            <>
              <Avatar user={by()} size="s" />
              <strong>{by().name}</strong>
            </>
          )}
        </Show>
        <time dateTime={new Date(props.turn.at).toISOString()}>{formatTime(props.turn.at)}</time>
        <Show when={props.turn.model}>{(model) => <span class="turns-model">{model()}</span>}</Show>
      </div>
      <p class="turns-request" classList={{ 'turns-unknown': props.turn.request === undefined }}>
        <MarkedText text={request()} />
      </p>
      <Show when={props.turn.files.length > 0}>
        <ul class="turns-files" aria-label="Files">
          <For each={props.turn.files.slice(0, shownFiles)}>
            {({ path, added, removed }) => (
              <li>
                <code>
                  <MarkedText text={path} />
                </code>{' '}
                <LineCounts added={added} removed={removed} />
              </li>
            )}
          </For>
          <Show when={props.turn.files.length > shownFiles}>
            <li>and {props.turn.files.length - shownFiles} more</li>
          </Show>
        </ul>
      </Show>
      <div class="chat-message-foot">
        <span>{stateWords(props.turn)}</span>
        <Show when={!is('gone')}>
          <button
            type="button"
            class="chat-foot-button"
            aria-expanded={props.reviewing}
            onClick={() => props.onReview()}
          >
            <FileDiff size={12} /> Review
          </button>
          <Show when={props.editing && is('done', 'partly')}>
            <button type="button" class="chat-foot-button" onClick={() => props.onUndo()}>
              <Undo2 size={12} /> Undo this turn
            </button>
          </Show>
          <Show when={props.editing && is('undone', 'partly')}>
            <button type="button" class="chat-foot-button" onClick={() => props.onRedo()}>
              <Redo2 size={12} /> Redo
            </button>
          </Show>
        </Show>
      </div>
      <Show when={props.reviewing && !is('gone')}>
        <TurnReview
          turn={props.turn.id}
          state={props.turn.state}
          editing={props.editing}
          context={props.context}
        />
      </Show>
    </li>
  );
}

/** Of a turn that changed many files, the first are named. */
const shownFiles = 5;

function stateWords({ state, undoneBy, open = 0 }: Turn): string {
  const by = undoneBy ? ` by ${undoneBy.name}` : '';
  switch (state) {
    case 'gone':
      return 'Its record is gone: it can be neither reviewed nor undone.';
    case 'undone':
      return `Undone${by}`;
    case 'partly':
    case 'done':
    default: {
      const review = open > 0 ? `${pluralize(open, 'change', 'changes')} to review` : '';
      return [state === 'partly' ? `Partly undone${by}` : '', review].filter(Boolean).join(', ');
    }
  }
}
