import CaseSensitive from 'lucide-solid/icons/case-sensitive';
import Regex from 'lucide-solid/icons/regex';
import Replace from 'lucide-solid/icons/replace';
import WholeWord from 'lucide-solid/icons/whole-word';
import X from 'lucide-solid/icons/x';
import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show } from 'solid-js';
import { contentOf } from '../../shared/doc.ts';
import { searchLimits } from '../../shared/limits.ts';
import { pluralize } from '../ui/pluralize.ts';
import { FileIcon } from '../ui/FileIcon.tsx';
import { offerUndo } from '../room/offer-undo.ts';
import type { Room } from '../room/room.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { LiveText } from '../ui/LiveText.tsx';
import { showToast } from '../ui/toast.tsx';
import { HitRow } from './HitRow.tsx';
import type { FoundFile, SearchAnswer } from './messages.ts';
import { replaceMatches } from './replace.ts';
import { ReplaceDialog } from './ReplaceDialog.tsx';
import { Searcher } from './searcher.ts';
import { lastQuery, setLastQuery } from './last-query.ts';

/** A search starts once nobody in the room has written for this long. */
const settleMs = 200;

const toggles = [
  { key: 'matchCase', label: 'Match case', Icon: CaseSensitive },
  { key: 'wholeWord', label: 'Whole words', Icon: WholeWord },
  { key: 'regex', label: 'Pattern (regular expression)', Icon: Regex },
] as const;

/** Finds and replaces text in all of the room's current files. */
export default function SearchPanel(props: {
  room: Room;
  openAt: (path: string, line: number, column: number) => void;
  onClose: () => void;
}) {
  const query = lastQuery;
  const [answer, setAnswer] = createSignal<SearchAnswer>({ found: [], truncated: false });
  const [busy, setBusy] = createSignal(false);
  /** Replacing is hidden at first, because one wrong click could change every file. */
  const [replacing, setReplacing] = createSignal(false);
  const isReplacing = () => replacing() && props.room.editable();
  /** The matches to replace while the confirmation dialog is open. */
  const [toReplace, setToReplace] = createSignal<readonly FoundFile[]>();
  const searcher = new Searcher();
  /** Separate from `searcher`, which every update of the room restarts. */
  const replacer = new Searcher();
  let field: HTMLInputElement | undefined;
  let list: HTMLDivElement | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const request = () => ({
    query: query(),
    files: props.room.files().map(({ id, path }) => ({ id, path, text: contentOf(props.room.doc, id) })),
  });
  const search = async (): Promise<void> => {
    clearTimeout(timer);
    if (query().text === '') {
      setAnswer({ found: [], truncated: false });
      return;
    }
    setBusy(true);
    const next = await searcher.ask({ ...request(), max: searchLimits.maxMatches });
    if (!next) return;
    setBusy(false);
    setAnswer(next);
  };
  const searchSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void search(), settleMs);
  };
  createEffect(on([query, props.room.files], searchSoon));
  props.room.doc.on('update', searchSoon);
  onMount(() => field?.select());
  onCleanup(() => {
    clearTimeout(timer);
    props.room.doc.off('update', searchSoon);
    searcher.destroy();
    replacer.destroy();
  });

  const matches = createMemo(() => answer().found.reduce((sum, file) => sum + file.matches.length, 0));
  const summary = (): string => {
    const { problem, truncated, found } = answer();
    if (query().text === '') return '';
    if (problem !== undefined) return problem;
    if (found.length === 0) return busy() ? 'Searching…' : 'Nothing found.';
    const all = `${pluralize(matches(), 'match', 'matches')} in ${pluralize(found.length, 'file', 'files')}`;
    return truncated ? `The first ${all}.` : `${all}.`;
  };
  const replace = (found: readonly FoundFile[]): void => {
    if (!props.room.editable()) return;
    const done = replaceMatches(props.room.doc, found);
    if (done.matches > 0) {
      offerUndo(
        props.room,
        `Replaced ${pluralize(done.matches, 'match', 'matches')} in ${pluralize(done.files, 'file', 'files')}.`,
        {
          label: 'Undo',
          act: () => {
            if (!done.undo()) showToast('This change is too old to be undone at once.');
          },
        },
      );
    }
    if (done.skipped.length > 0)
      showToast(`Skipped, because they have just changed or would be too large: ${done.skipped.join(', ')}.`);
    void search();
  };
  const ask = (found: readonly FoundFile[]): void => {
    if (found.length > 1 || (found[0]?.matches.length ?? 0) > 1) setToReplace(found);
    else replace(found);
  };
  const replaceAll = async (): Promise<void> => {
    // All matches, not only those shown.
    const all = await replacer.ask({ ...request(), max: Infinity });
    if (all?.problem !== undefined) setAnswer(all);
    else if (all) ask(all.found);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.defaultPrevented) {
      event.preventDefault();
      props.onClose();
      return;
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const rows = [...(list?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    const at = rows.findIndex((row) => row === document.activeElement);
    const next = at === -1 ? rows[0] : rows[at + (event.key === 'ArrowDown' ? 1 : -1)];
    if (!next && event.key === 'ArrowUp') field?.focus();
    next?.focus();
    event.preventDefault();
  };

  return (
    <>
      <div class="search" onKeyDown={onKeyDown}>
        <header class="panel-header">
          <h2 class="panel-title">Find in all files</h2>
          <IconButton label="Back to the files" keys="Esc" small onClick={() => props.onClose()}>
            <X size={16} />
          </IconButton>
        </header>
        <div class="search-form" role="search" aria-label="All files">
          <input
            ref={(element) => (field = element)}
            class="field"
            type="text"
            autofocus
            data-search-field
            autocomplete="off"
            spellcheck={false}
            aria-label="Text to find"
            placeholder="Text to find"
            aria-invalid={answer().problem !== undefined}
            value={query().text}
            onInput={(event) => setLastQuery({ ...query(), text: event.currentTarget.value })}
            onKeyDown={(event) => {
              if (event.key === 'Enter') void search();
            }}
          />
          <Show when={isReplacing()}>
            <div class="search-line">
              <input
                ref={(element) => queueMicrotask(() => element.focus())}
                class="field"
                type="text"
                autocomplete="off"
                spellcheck={false}
                aria-label="Replace with"
                placeholder="Replace with"
                value={query().replacement}
                onInput={(event) => setLastQuery({ ...query(), replacement: event.currentTarget.value })}
              />
              <button
                type="button"
                class="button"
                disabled={matches() === 0}
                onClick={() => void replaceAll()}
              >
                Replace all
              </button>
            </div>
          </Show>
          <div class="search-line">
            <For each={toggles}>
              {({ key, label, Icon }) => (
                <button
                  type="button"
                  class="icon-button icon-button-s search-toggle"
                  aria-label={label}
                  title={label}
                  aria-pressed={query()[key]}
                  onClick={() => setLastQuery({ ...query(), [key]: !query()[key] })}
                >
                  <Icon size={16} />
                </button>
              )}
            </For>
            <Show when={props.room.editable()}>
              <button
                type="button"
                class="button search-replace"
                aria-expanded={isReplacing()}
                onClick={() => setReplacing(!replacing())}
              >
                <Replace size={14} /> Replace
              </button>
            </Show>
          </div>
          <p
            class="search-summary"
            classList={{ 'search-problem': answer().problem !== undefined }}
            role="status"
          >
            <LiveText text={summary()} />
          </p>
        </div>
        <div ref={(element) => (list = element)} class="search-found" role="group" aria-label="Found">
          <For each={answer().found}>
            {(file) => (
              <section class="search-file" aria-label={file.path}>
                <h3 class="search-path" title={file.path}>
                  <FileIcon path={file.path} />
                  <span class="search-name">{file.path.split('/').at(-1)}</span>
                  <span class="search-folder">{file.path.split('/').slice(0, -1).join('/')}</span>
                  <span class="search-count">{file.matches.length}</span>
                  <Show when={isReplacing()}>
                    <IconButton label={`Replace all in ${file.path}`} small onClick={() => ask([file])}>
                      <Replace size={14} />
                    </IconButton>
                  </Show>
                </h3>
                <ul>
                  <For each={file.matches}>
                    {(match) => (
                      <HitRow
                        match={match}
                        replacing={isReplacing()}
                        onOpen={() => props.openAt(file.path, match.line, match.column)}
                        onReplace={() => replace([{ ...file, matches: [match] }])}
                      />
                    )}
                  </For>
                </ul>
              </section>
            )}
          </For>
        </div>
      </div>
      <Show when={toReplace()} keyed>
        {(found) => (
          <ReplaceDialog
            found={found}
            replacement={query().replacement}
            onReplace={() => replace(found)}
            onClose={() => setToReplace(undefined)}
            onClosed={() => field?.focus()}
          />
        )}
      </Show>
    </>
  );
}
