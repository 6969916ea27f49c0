import { createEffect, createMemo, createSignal, on, onCleanup, Show } from 'solid-js';
import { Portal } from 'solid-js/web';
import type { editor } from 'monaco-editor/editor';
import * as z from 'zod/mini';
import { errorMessage } from '../../shared/errors.ts';
import { after } from '../../shared/timers.ts';
import type { Coder } from '../coder/coder.ts';
import { turnsOf } from '../coder/turns.ts';
import { useCommands } from '../commands/commands.ts';
import type { OpenFiles } from '../files/open-files.ts';
import type { Room } from '../room/room.ts';
import { keep } from '../storage.ts';
import { showToast } from '../ui/toast.tsx';
import { type AgentChange, agentChangesIn, nextChange } from './agent-changes.ts';
import { ChangeBar, heightOf } from './ChangeBar.tsx';
import { ChangeMarks } from './change-marks.ts';
import { ChangeZone } from './change-zone.ts';
import { monaco } from './monaco.ts';
import './change-review.css';

/** The changes are loaded again once nobody has written for this long. */
const settleMs = 800;
/** Text that arrives sooner after the changes may be part of them. */
const freshMs = 2_000;

const kept = keep('agent-changes', z.boolean(), true);

/**
 * The agent's changes to review, in the editor: marks beside the lines, and between the lines a bar with what an undo
 * would bring back. They are those of the turn whose review is open, or of the newest turn with any.
 */
export function ChangeReview(props: {
  editor: editor.IStandaloneCodeEditor;
  room: Room;
  files: OpenFiles;
  coder: Coder;
}) {
  const codeEditor = props.editor;
  const turns = turnsOf(props.coder);
  const commands = useCommands();
  const marks = new ChangeMarks(monaco, codeEditor);
  const zone = new ChangeZone(codeEditor);
  const [isShown, setShown] = createSignal(kept.get());
  const [changes, setChanges] = createSignal<readonly AgentChange[]>([]);
  const [openPart, setOpenPart] = createSignal<string>();
  /** Counts the models that the editor has shown, and changes of its configuration. */
  const [models, setModels] = createSignal(0);
  const [configurations, setConfigurations] = createSignal(0);

  const turn = createMemo(() => {
    const open = (turns.list() ?? []).filter((each) => (each.open ?? 0) > 0);
    return isShown() ? (open.find(({ id }) => id === turns.reviewed()) ?? open[0]) : undefined;
  });
  createEffect(() => {
    if (props.coder.connection() === 'open' && !turns.list()) turns.load().catch(() => undefined);
  });

  /** Counts edits, so that changes of another text than the editor's are not shown. */
  let edits = 0;
  /** Whether anything was written since, so that the lines may be others in a file that was not in front. */
  let isStale = false;
  /** Nothing is marked until the changes are loaded again, because the lines in front may be others by now. */
  let isHidden = false;
  let loadedAt = -Infinity;
  let cancel = (): void => undefined;
  const loadSoon = (): void => {
    cancel();
    cancel = after(settleMs, () => void load());
  };
  const load = async (): Promise<void> => {
    cancel();
    const id = turn()?.id;
    if (id === undefined) {
      setChanges([]);
      return;
    }
    const before = edits;
    isStale = false;
    try {
      const found = agentChangesIn(await turns.preview(id, 'undo'));
      if (turn()?.id !== id) return;
      if (edits !== before) {
        loadSoon();
        return;
      }
      loadedAt = performance.now();
      isHidden = false;
      setChanges(found);
    } catch {
      // The coder is away, or someone has just undone the turn: the next connection or event loads what there is.
      isStale = true;
    }
  };
  createEffect(
    on(
      [() => turn()?.id, () => turn()?.open, () => turn()?.state, props.coder.connection],
      () => void load(),
    ),
  );

  const font = createMemo(() => {
    configurations();
    const { fontSize: size, lineHeight } = codeEditor.getOption(monaco.editor.EditorOption.fontInfo);
    return { size, lineHeight };
  });
  const file = () => props.files.active()?.id;
  const inFile = createMemo(() => changes().filter((change) => change.file === file()));
  createEffect(
    on([inFile, models], () => {
      marks.show(isHidden ? [] : inFile());
      const part = openPart();
      // Also when another file comes to the front: back in this one, its marks are closed.
      if (part !== undefined && !inFile().some((change) => change.part === part)) setOpenPart(undefined);
    }),
  );
  const opened = createMemo(() => inFile().find(({ part }) => part === openPart()));
  createEffect(
    on([opened, models, font], ([change]) => {
      marks.open(change?.part);
      const lines = marks.linesOf(change?.part);
      if (!change || !lines) zone.close();
      else {
        const isAtEnd = change.line > (codeEditor.getModel()?.getLineCount() ?? 0);
        zone.open(isAtEnd ? lines.to : lines.from - 1, heightOf(change, font().lineHeight));
      }
    }),
  );

  const show = (change: AgentChange | undefined): void => {
    if (!change) return;
    setOpenPart(change.part);
    const line = marks.linesOf(change.part)?.from ?? change.line;
    if (change.file !== file()) props.files.openAt(change.path, line, 1);
    else {
      codeEditor.setPosition({ lineNumber: line, column: 1 });
      codeEditor.revealLineInCenterIfOutsideViewport(line);
      if (!zone.getDomNode().contains(document.activeElement)) codeEditor.focus();
    }
  };
  const beside = (step: 1 | -1): AgentChange | undefined => {
    const line = codeEditor.getPosition()?.lineNumber ?? 1;
    return nextChange(changes(), { part: openPart(), file: file(), line }, step);
  };
  const close = (): void => {
    const hadFocus = zone.getDomNode().contains(document.activeElement);
    setOpenPart(undefined);
    if (hadFocus) codeEditor.focus();
  };
  /** The change that is open, or the one at the cursor. */
  const current = (): AgentChange | undefined =>
    opened() ?? marks.at(codeEditor.getPosition()?.lineNumber ?? 0);
  const decide = async (verb: 'keep' | 'undo'): Promise<void> => {
    const change = current();
    const id = turn()?.id;
    if (!change || id === undefined || !props.room.editable()) return;
    const next = nextChange(changes(), { part: change.part, line: 1 }, 1);
    try {
      await turns[verb](id, [{ part: change.part }]);
    } catch (error) {
      showToast(errorMessage(error));
    }
    await load();
    show(changes().find(({ part }) => part === next?.part && part !== change.part));
    // The bar that had it is gone.
    if (document.activeElement === document.body) codeEditor.focus();
  };
  const toggle = (): void => {
    setShown(!isShown());
    kept.set(isShown());
    close();
    if (!isShown()) showToast('The agent’s changes are not marked any more. A command shows them again.');
  };

  commands.provide({ toggleChanges: toggle });
  createEffect(() => {
    if (changes().length === 0) return;
    commands.provide({
      nextChange: () => show(beside(1)),
      previousChange: () => show(beside(-1)),
      keepChange: () => void decide('keep'),
      undoChange: () => void decide('undo'),
    });
  });

  const { MouseTargetType } = monaco.editor;
  const listeners = [
    codeEditor.onDidChangeModel(() => {
      isHidden = isStale;
      if (isStale) void load();
      setModels((count) => count + 1);
    }),
    codeEditor.onDidLayoutChange(() => zone.fit()),
    codeEditor.onDidChangeConfiguration(() => setConfigurations((count) => count + 1)),
    codeEditor.onDidChangeModelContent((event) => {
      edits++;
      if (turn() === undefined) return;
      const isNear = event.changes.some(({ range }) => marks.touchedBy(range));
      if (isNear || performance.now() - loadedAt < freshMs) loadSoon();
    }),
    codeEditor.onMouseDown(({ target }) => {
      if (target.type !== MouseTargetType.GUTTER_LINE_DECORATIONS) return;
      const change = marks.at(target.position.lineNumber);
      if (change?.part === openPart()) close();
      else show(change);
    }),
    codeEditor.onKeyDown(({ keyCode }) => {
      if (keyCode === monaco.KeyCode.Escape && openPart() !== undefined) close();
    }),
  ];
  const onUpdate = (): void => {
    isStale = true;
  };
  props.room.doc.on('update', onUpdate);
  onCleanup(() => {
    cancel();
    props.room.doc.off('update', onUpdate);
    for (const listener of listeners) listener.dispose();
    marks.clear();
    zone.destroy();
  });
  return (
    <Portal mount={zone.getDomNode()}>
      <Show when={opened()}>
        {(change) => (
          <ChangeBar
            change={change()}
            number={changes().findIndex(({ part }) => part === change().part) + 1}
            count={changes().length}
            editing={props.room.editable()}
            font={font()}
            onDecide={(verb) => void decide(verb)}
            onStep={(step) => show(beside(step))}
            onHide={toggle}
            onClose={close}
          />
        )}
      </Show>
    </Portal>
  );
}
