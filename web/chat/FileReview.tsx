import { For, type JSX, Show } from 'solid-js';
import { MarkedText } from '../ui/MarkedText.tsx';
import type { ChatContext } from './context.ts';
import { Diff } from './Diff.tsx';
import type { ReviewActions, ReviewedFile, ReviewedPart } from './review.ts';
import { LineCounts } from './LineCounts.tsx';

/** What a turn did to a file: its parts, with buttons for the file and, if it has several, for each of them. */
export function FileReview(props: {
  file: ReviewedFile;
  /** Undefined for people who may not decide. */
  actions: ReviewActions | undefined;
  context: ChatContext;
}) {
  const isInTrash = () => props.context.isInTrash(props.file.id);
  // Another file may have its path by now.
  const fileExists = () => !isInTrash() && props.context.paths().includes(props.file.path);
  /** Others have deleted it: the turn's own deletion, or the undo of a creation, has a label. */
  const wasDeleted = () => isInTrash() && props.file.label === undefined;
  const place = () => (wasDeleted() ? ' in the trash' : '');
  const several = () => props.file.parts.length > 1;
  return (
    <div class="chat-review-file">
      <header class="chat-review-head">
        <Show
          when={fileExists()}
          fallback={
            <code>
              <MarkedText text={props.file.path} />
            </code>
          }
        >
          <button
            type="button"
            class="chat-step-link"
            onClick={() => props.context.openAt(props.file.path, props.file.parts[0]?.line ?? 1)}
          >
            <code>
              <MarkedText text={props.file.path} />
            </code>
          </button>
        </Show>
        <Show when={props.file.label}>
          {(words) => (
            <span>
              <MarkedText text={words()} />
            </span>
          )}
        </Show>
        <Show when={wasDeleted()}>
          <span>in the trash</span>
        </Show>
        <span class="chat-review-counts">
          <LineCounts added={props.file.added} removed={props.file.removed} />
        </span>
        <Decision parts={props.file.parts} of={`${props.file.path}${place()}`} actions={props.actions} />
      </header>
      <Show when={wasDeleted() && props.actions}>
        <p class="chat-note">Deleted meanwhile: Undo and Redo change its text in the trash.</p>
      </Show>
      <For each={props.file.parts}>
        {(part) => (
          <div class="chat-review-part" data-state={part.state}>
            <Show when={several()}>
              <header class="chat-review-part-head">
                <span>{part.diff === '' ? 'New path' : `Line ${part.line}`}</span>
                <Decision
                  parts={[part]}
                  of={
                    part.diff === ''
                      ? `the new path of ${props.file.path}${place()}`
                      : `the change in line ${part.line} of ${props.file.path}${place()}`
                  }
                  actions={props.actions}
                />
              </header>
            </Show>
            <Show when={part.diff}>{(diff) => <Diff diff={diff()} shift={part.shift} />}</Show>
          </div>
        )}
      </For>
      <For each={props.file.left}>
        {({ verb, line, by }) => (
          <p class="chat-note">
            {verb} keeps what {by} wrote in the meantime; it will be in line {line}.
          </p>
        )}
      </For>
    </div>
  );
}

/** The buttons that keep, undo or redo some parts together, and what has become of those that are all alike. */
function Decision(props: {
  parts: readonly ReviewedPart[];
  /** What the buttons are about, for screen readers. */
  of: string;
  actions: ReviewActions | undefined;
}) {
  const named = (...states: ReviewedPart['state'][]): string[] =>
    props.parts.flatMap(({ id, state }) => (states.includes(state) ? [id] : []));
  const areAll = (state: ReviewedPart['state']): boolean => props.parts.every((part) => part.state === state);
  const act = (label: string, names: () => string[], verb: keyof ReviewActions): JSX.Element => (
    <Show when={names().length > 0 && props.actions}>
      {(actions) => (
        <button
          type="button"
          class="chat-review-act"
          aria-label={`${label} ${props.of}`}
          onClick={() => actions()[verb](names())}
        >
          {label}
        </button>
      )}
    </Show>
  );
  return (
    <span class="chat-review-acts">
      <Show when={areAll('kept')}>
        <span class="chat-review-state">Kept</span>
      </Show>
      <Show when={areAll('undone')}>
        <span class="chat-review-state">Undone</span>
      </Show>
      {act('Keep', () => named('open'), 'keep')}
      {act('Undo', () => named('open', 'kept'), 'undo')}
      {act('Redo', () => (areAll('undone') ? named('undone') : []), 'redo')}
    </span>
  );
}
