import FileCode from 'lucide-solid/icons/file-code';
import { createEffect, createResource, createSignal, Match, on, onCleanup, Show, Switch } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { SkeletonLines } from '../ui/Skeleton.tsx';
import type { Coder } from '../coder/coder.ts';
import { useCommands } from '../commands/commands.ts';
import { restoreFiles } from '../files/file-actions.ts';
import { offerUndo } from '../room/offer-undo.ts';
import { FollowChip } from '../presence/FollowChip.tsx';
import type { Follow } from '../presence/follow.ts';
import { useProblems } from '../problems/problems.ts';
import type { Room } from '../room/room.ts';
import { settings } from '../settings/settings.ts';
import { theme } from '../theme.ts';
import { createNarrow } from '../ui/narrow.ts';
import { isFocusIn } from '../ui/regions.ts';
import { showToast } from '../ui/toast.tsx';
import type { CodeEditor } from './code-editor.ts';
import type { Editor } from './create-editor.ts';
import './editor.css';
import type { OpenFiles } from '../files/open-files.ts';
import { Tabs } from './Tabs.tsx';

const editorModules = async () => {
  const [{ createEditor, prepareEditor }, { ChangeReview }] = await Promise.all([
    import('./create-editor.ts'),
    import('./ChangeReview.tsx'),
    // Ahead: whoever renames a file waits for it.
    import('../files/imports/finish-move.ts'),
  ]);
  await prepareEditor();
  return { createEditor, ChangeReview };
};

/** The tabs and the file in front. The editor itself is loaded after the page's first paint. */
export function EditorPane(props: {
  room: Room;
  files: OpenFiles;
  follow: Follow;
  coder: Coder;
  onPosition: (at: { line: number; column: number }) => void;
  onLanguage: (name: string) => void;
  /** Called when a command works in the editor, so that the page can show it. */
  onReveal: () => void;
}) {
  const [modules] = createResource(editorModules);
  const [host, setHost] = createSignal<HTMLElement>();
  const [editor, setEditor] = createSignal<Editor>();
  const codeEditor = () => editor()?.code;
  const problems = useProblems();
  const loaded = () => (modules.error === undefined ? modules() : undefined);

  createEffect(() => {
    const ready = loaded();
    const element = host();
    if (!ready || !element || editor()) return;
    const made = ready.createEditor(element, props.room, problems, theme(), {
      onPosition: (at) => props.onPosition(at),
      onLanguage: (name) => props.onLanguage(name),
      onInteraction: () => props.follow.end(),
      onGoTo: (path, line, column) => void props.files.openAt(path, line, column),
    });
    setEditor(made);
    // Monaco measures its font once, possibly before the font has loaded.
    void document.fonts.load('13px "JetBrains Mono Variable"').then(() => made.code.remeasure());
  });
  onCleanup(() => editor()?.destroy());
  const inEditor = (act: (editor: CodeEditor) => void) => (): void => {
    const editor = codeEditor();
    if (!editor) return;
    props.onReveal();
    act(editor);
  };
  const goToProblem = (step: 1 | -1) =>
    inEditor(() => {
      if (editor()?.goToProblem(step, props.files) === false) showToast('No problems in this room’s files.');
    });
  useCommands().provide({
    nextProblem: goToProblem(1),
    previousProblem: goToProblem(-1),
    quickFix: inEditor((editor) => editor.act('editor.action.quickFix')),
    undo: inEditor((editor) => editor.undo()),
    redo: inEditor((editor) => editor.redo()),
    find: inEditor((editor) => editor.act('actions.find')),
    renameSymbol: inEditor((editor) => editor.act('editor.action.rename')),
    goToDefinition: inEditor((editor) => editor.act('editor.action.revealDefinition')),
    format: inEditor((editor) => editor.act('editor.action.formatDocument')),
    findReferences: inEditor((editor) => editor.act('editor.action.goToReferences')),
    toggleComment: inEditor((editor) => editor.act('editor.action.commentLine')),
    selectNextMatch: inEditor((editor) => editor.act('editor.action.addSelectionToNextFindMatch')),
    moveLineUp: inEditor((editor) => editor.act('editor.action.moveLinesUpAction')),
    moveLineDown: inEditor((editor) => editor.act('editor.action.moveLinesDownAction')),
    deleteLine: inEditor((editor) => editor.act('editor.action.deleteLines')),
    formatAll: () => void formatAllFiles(),
  });
  const formatAllFiles = async (): Promise<void> => {
    const now = editor();
    if (!now) return;
    const [{ formatAll }, { formatResultMessage }] = await Promise.all([
      import('./format-all.ts'),
      import('./format-result.ts'),
    ]);
    const files = props.room.files();
    showToast(formatResultMessage(await formatAll(now.monaco, now.models, files, props.room.editable)));
  };

  let jumped: unknown;
  // One effect for all: a file can be shown only once it has a model, and a place only in its own file. The order of
  // several effects is not fixed.
  createEffect(() => {
    const editor = codeEditor();
    const jump = props.files.jump();
    editor?.follow(props.room.files());
    editor?.show(props.files.active());
    if (!editor || !jump || jump === jumped) return;
    jumped = jump;
    editor.jump(jump.line, jump.column);
  });
  const isNarrow = createNarrow();
  let entered = false;
  // People type after they enter a room, or when they have gone to the editor before it was there. Not on a phone, where
  // focus would bring up the keyboard.
  createEffect(() => {
    const editor = codeEditor();
    if (entered || !editor || !props.files.active()) return;
    entered = true;
    const isAwaited = document.activeElement === document.body || isFocusIn('Editor');
    if (isAwaited && !isNarrow()) editor.focus();
  });
  createEffect(() => codeEditor()?.applySettings({ ...settings(), wrap: settings().wrap || isNarrow() }));
  createEffect(() => codeEditor()?.setReadonly(props.room.readonlyReason()));
  createEffect(() => codeEditor()?.showPresent(props.room.present()));
  createEffect(() => codeEditor()?.revealCursor(props.follow.target()));
  createEffect(() => {
    const now = theme();
    editor()?.setTheme(now);
  });
  // An open file that vanishes was deleted by someone: say so once, and offer to restore it.
  createEffect(
    on(props.files.tabs, (tabs, before) => {
      const deleted = (before ?? []).filter(
        ({ id }) => !tabs.some((tab) => tab.id === id) && props.files.isOpen(id),
      );
      const [first] = deleted;
      if (!first) return;
      for (const { id } of deleted) props.files.close(id);
      const what = deleted.length === 1 ? `${first.path} was` : `${deleted.length} open files were`;
      offerUndo(props.room, `${what} deleted.`, {
        label: 'Restore',
        act: () => restoreFiles(props.room, deleted),
      });
    }),
  );

  return (
    <>
      <Tabs room={props.room} files={props.files} onChosen={() => codeEditor()?.focus()} />
      <Show when={props.room.arrived() && props.room.readonlyReason()}>
        {(reason) => (
          <p class="editor-note" role="status">
            {reason()}
          </p>
        )}
      </Show>
      <div
        class="editor-frame"
        id="editor-panel"
        role="tabpanel"
        aria-label={props.files.active()?.path ?? 'Editor'}
      >
        {/* Monaco sets its colours only on this class; its menus and pickers are mounted in here, beside the editor. */}
        <div
          ref={setHost}
          class="editor-host monaco-component"
          classList={{ 'editor-host-off': !props.files.active() }}
        />
        <Show when={codeEditor()}>
          {(editor) => (
            <Dynamic
              component={loaded()?.ChangeReview}
              editor={editor().widget}
              room={props.room}
              files={props.files}
              coder={props.coder}
            />
          )}
        </Show>
        <FollowChip follow={props.follow} />
        <Switch>
          <Match when={modules.error !== undefined}>
            <div class="editor-empty" role="alert">
              <p>The editor could not be loaded.</p>
              <button type="button" class="button" onClick={() => location.reload()}>
                Reload the page
              </button>
            </div>
          </Match>
          <Match when={!codeEditor() || !props.room.arrived()}>
            <div class="editor-waiting">
              <SkeletonLines widths={[240, 320, 0, 280, 400, 360, 120]} />
            </div>
          </Match>
          <Match when={!props.files.active()}>
            <div class="editor-empty">
              <FileCode size={24} />
              <p>Choose a file to open it.</p>
            </div>
          </Match>
        </Switch>
      </div>
    </>
  );
}
