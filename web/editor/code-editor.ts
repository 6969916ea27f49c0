import type { editor } from 'monaco-editor/editor';
import type * as Y from 'yjs';
import type { FileEntry } from '../../shared/doc.ts';
import type { FollowTarget } from '../presence/follow.ts';
import type { Present } from '../room/present.ts';
import type { Room } from '../room/room.ts';
import type { Settings } from '../settings/settings.ts';
import { atEndOfTask } from './at-end-of-task.ts';
import { protectComposition } from './composition.ts';
import { Cursors, type PeerCursor } from './cursors.ts';
import { bindEditorKeys } from './editor-keys.ts';
import { editorOptions } from './editor-options.ts';
import type { Models, OpenModel } from './models.ts';
import type { Monaco } from './monaco.ts';
import { endOfFirstChange, offsetsOf, selectionAt } from './positions.ts';

export interface CodeEditorEvents {
  onPosition: (at: { line: number; column: number }) => void;
  onLanguage: (name: string) => void;
  /** A click in the text, or a key that moved the cursor or wrote. */
  onInteraction: () => void;
  /** “Go to definition” and similar actions lead to another file. */
  onGoTo: (path: string, line: number, column: number) => void;
}

/** Line height divided by font size, as in the CSS tokens. */
const lineRatio = 20 / 13;

/** An editor lower than this counts as hidden. */
const minVisiblePx = 2 * 20;

/** Monaco bound to the room: shows one file at a time, sends and draws presence, and undoes only one's own edits. */
export class CodeEditor {
  readonly #monaco: Monaco;
  readonly #room: Room;
  readonly #events: CodeEditorEvents;
  readonly #editor: editor.IStandaloneCodeEditor;
  readonly #models: Models;
  readonly #cursors: Cursors;
  readonly #viewStates = new Map<string, editor.ICodeEditorViewState | null>();
  readonly #disposables: { dispose: () => void }[] = [];
  #shown: OpenModel | undefined;
  #present: readonly Present[] = [];
  #followTarget: FollowTarget | undefined;
  /** The followed person's place that was last revealed, as `fileId:offset`. */
  #revealedAt: string | undefined;
  #minimap = false;
  /**
   * Not in an animation frame: Monaco renders text and widgets together in one of its own, and what is moved after that
   * would follow one frame later.
   */
  readonly #drawing = atEndOfTask(() => this.#drawCursors());

  constructor(monaco: Monaco, host: HTMLElement, room: Room, models: Models, events: CodeEditorEvents) {
    this.#monaco = monaco;
    this.#room = room;
    this.#events = events;
    this.#models = models;
    this.#editor = monaco.editor.create(host, {
      model: null,
      theme: 'tandem',
      ...editorOptions,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-code'),
    });
    this.#cursors = new Cursors(monaco, this.#editor);
    this.#listen();
  }

  /** For what others draw in it. */
  get widget(): editor.IStandaloneCodeEditor {
    return this.#editor;
  }

  /** Updates the models to the room's files; the file in front may have been renamed or deleted. */
  follow(files: readonly FileEntry[]): void {
    const { fileId } = this.#shown ?? {};
    const isTyping = this.#editor.hasTextFocus();
    if (fileId !== undefined) this.#viewStates.set(fileId, this.#editor.saveViewState());
    this.#models.follow(files);
    if (fileId !== undefined && this.#models.get(fileId) !== this.#shown) {
      this.#shown = undefined;
      this.show(files.find((entry) => entry.id === fileId));
      // The focus was lost with the model: let the person go on typing in the renamed file.
      if (isTyping && this.#shown) this.#editor.focus();
    }
  }

  show(entry: FileEntry | undefined): void {
    const next = entry && this.#models.get(entry.id);
    if (next === this.#shown && next !== undefined) return;
    if (this.#shown) this.#viewStates.set(this.#shown.fileId, this.#editor.saveViewState());
    this.#cursors.show([]);
    this.#shown = next;
    this.#editor.setModel(next?.model ?? null);
    if (entry && next) {
      this.#editor.restoreViewState(this.#viewStates.get(entry.id) ?? null);
      this.#editor.updateOptions({ ariaLabel: entry.path });
      this.#models.undoOf(entry.id);
      this.#updateMinimap();
    }
    const at = this.#editor.getPosition();
    if (at) this.#events.onPosition({ line: at.lineNumber, column: at.column });
    this.#events.onLanguage(next ? this.#languageName(next) : '');
    this.#publishPresence();
    this.#drawCursors();
  }

  jump(line: number, column: number): void {
    const at = { lineNumber: line, column };
    this.#measure();
    this.#editor.setPosition(at);
    this.#editor.revealPositionInCenterIfOutsideViewport(at);
    this.#editor.focus();
  }

  focus(): void {
    this.#editor.focus();
  }

  /** Runs one of Monaco's own actions on the file in front. */
  act(action: string): void {
    this.#editor.focus();
    this.#editor.trigger('command', action, null);
  }

  undo(): void {
    this.#undo((stack) => stack.undo());
  }

  redo(): void {
    this.#undo((stack) => stack.redo());
  }

  setReadonly(reason: string | undefined): void {
    this.#editor.updateOptions({
      readOnly: reason !== undefined,
      domReadOnly: reason !== undefined,
      readOnlyMessage: { value: reason ?? '' },
    });
  }

  showPresent(present: readonly Present[]): void {
    this.#present = present;
    this.#drawing.request();
  }

  /** Reveals someone's cursor as soon as it can be drawn here, and again whenever it moves if they are followed. */
  revealCursor(target: FollowTarget | undefined): void {
    this.#followTarget = target;
    this.#revealedAt = undefined;
    this.#drawing.request();
  }

  applySettings(settings: Settings): void {
    this.#minimap = settings.minimap;
    this.#editor.updateOptions({
      fontSize: settings.fontSize,
      lineHeight: Math.round(settings.fontSize * lineRatio),
      wordWrap: settings.wrap ? 'on' : 'off',
    });
    this.#updateMinimap();
  }

  remeasure(): void {
    this.#monaco.editor.remeasureFonts();
  }

  destroy(): void {
    this.#drawing.stop();
    for (const disposable of this.#disposables) disposable.dispose();
    this.#cursors.destroy();
    this.#editor.dispose();
    this.#models.destroy();
  }

  #listen(): void {
    const { editor: monacoEditor } = this.#monaco;
    const on = (disposable: { dispose: () => void }): void => void this.#disposables.push(disposable);
    on(
      this.#editor.onDidChangeCursorSelection(({ selection, source }) => {
        if (source === 'keyboard') this.#events.onInteraction();
        this.#events.onPosition({ line: selection.positionLineNumber, column: selection.positionColumn });
        this.#publishPresence();
      }),
    );
    const undoOfShown = () => this.#shown && this.#models.undoOf(this.#shown.fileId);
    on(protectComposition(this.#monaco, this.#editor, () => this.#shown, undoOfShown));
    on(this.#editor.onDidChangeModelContent(() => this.#drawing.request()));
    on(this.#editor.onDidChangeConfiguration(() => this.#drawing.request()));
    on(
      this.#editor.onMouseDown(({ target }) => {
        if (target.type !== monacoEditor.MouseTargetType.SCROLLBAR) this.#events.onInteraction();
      }),
    );
    on(
      this.#editor.onMouseMove(({ target }) => {
        if (target.position) this.#cursors.reveal(target.position.lineNumber, target.position.column);
      }),
    );
    on(
      monacoEditor.registerEditorOpener({
        openCodeEditor: (_source, uri, place) => {
          const path = this.#models.at(uri)?.path;
          if (path === undefined) return false;
          const at = place && 'lineNumber' in place ? place : undefined;
          this.#events.onGoTo(
            path,
            at?.lineNumber ?? (place && 'startLineNumber' in place ? place.startLineNumber : 1),
            at?.column ?? (place && 'startColumn' in place ? place.startColumn : 1),
          );
          return true;
        },
      }),
    );
    bindEditorKeys(this.#monaco, this.#editor, { undo: () => this.undo(), redo: () => this.redo() });
  }

  /** Monaco learns the size of an editor that was hidden only after this frame, too late to centre a line. */
  #measure(): void {
    if (this.#editor.getLayoutInfo().height < minVisiblePx) this.#editor.layout();
  }

  /** Large files get no minimap, because it would be redrawn at every key. */
  #updateMinimap(): void {
    this.#editor.updateOptions({ minimap: { enabled: this.#minimap && this.#shown?.large !== true } });
  }

  #undo(act: (stack: Y.UndoManager) => unknown): void {
    const shown = this.#shown;
    const stack = shown && this.#models.undoOf(shown.fileId);
    if (!shown || !stack || !this.#room.editable()) return;
    let at: number | undefined;
    const note = (event: Y.YTextEvent): void => {
      at = endOfFirstChange(event);
    };
    shown.text.observe(note);
    act(stack);
    shown.text.unobserve(note);
    if (at === undefined) return;
    const position = shown.model.getPositionAt(at);
    this.#editor.setPosition(position);
    this.#editor.revealPositionInCenterIfOutsideViewport(position);
  }

  #publishPresence(): void {
    const shown = this.#shown;
    const selection = shown && this.#editor.getSelection();
    if (!shown || !selection) {
      this.#room.setPresence({ file: shown?.fileId ?? null, selection: null });
      return;
    }
    const offset = (lineNumber: number, column: number): number =>
      shown.model.getOffsetAt({ lineNumber, column });
    this.#room.setPresence({
      file: shown.fileId,
      selection: selectionAt(
        shown.text,
        offset(selection.selectionStartLineNumber, selection.selectionStartColumn),
        offset(selection.positionLineNumber, selection.positionColumn),
      ),
    });
  }

  #drawCursors(): void {
    const shown = this.#shown;
    const cursors =
      shown === undefined
        ? []
        : this.#present.flatMap((one): PeerCursor[] => {
            if (one.self || one.file !== shown.fileId || !one.selection) return [];
            const offsets = offsetsOf(shown.text, one.selection);
            return offsets ? [{ clientId: one.clientId, user: one.user, ...offsets }] : [];
          });
    this.#cursors.show(cursors);
    this.#revealFollowed(cursors);
  }

  #revealFollowed(cursors: readonly PeerCursor[]): void {
    const shown = this.#shown;
    const peer = cursors.find(({ user }) => user.id === this.#followTarget?.userId);
    if (!shown || !peer) return;
    const at = `${shown.fileId}:${peer.head}`;
    if (at === this.#revealedAt || (this.#revealedAt !== undefined && !this.#followTarget?.following)) return;
    this.#revealedAt = at;
    this.#measure();
    this.#editor.revealPositionInCenterIfOutsideViewport(shown.model.getPositionAt(peer.head));
  }

  #languageName({ model, large }: OpenModel): string {
    if (large) return 'Large file: plain text';
    const id = model.getLanguageId();
    const known = this.#monaco.languages.getLanguages().find((language) => language.id === id);
    return id === 'plaintext' ? 'Plain text' : (known?.aliases?.[0] ?? id);
  }
}
