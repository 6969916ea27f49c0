import type { editor } from 'monaco-editor/editor';
import { MonacoBinding } from 'y-monaco';
import * as Y from 'yjs';
import { type FileEntry, textOf } from '../../shared/doc.ts';
import { isTooLarge, tooLargeMessage } from '../../shared/file-size.ts';
import { pluralize } from '../ui/pluralize.ts';
import { offerUndo } from '../room/offer-undo.ts';
import type { Room } from '../room/room.ts';
import { roomEdit } from '../room/room-edit.ts';
import { showToast } from '../ui/toast.tsx';
import { keepInSync } from './keep-in-sync.ts';
import { isLarge } from '../../shared/large-file.ts';
import type { Monaco } from './monaco.ts';
import { plainText } from '../../shared/text.ts';
import { TypeCheck } from './type-check.ts';

/** A key held down is rejected at every repeat. The message shows again only after this long without a rejection. */
const refusalMs = 2_000;

/** One of the room's files in the editor. */
export interface OpenModel {
  fileId: string;
  path: string;
  text: Y.Text;
  model: editor.ITextModel;
  /** The transaction origin of edits typed here. */
  binding: MonacoBinding;
  /** Too large for the language service and the minimap. */
  large: boolean;
}

type ModelsRoom = Pick<Room, 'doc' | 'editable' | 'readonlyReason'>;

interface ManagedModel extends OpenModel {
  stop: () => void;
}

/**
 * A model for each file of the room, bound to its text, so that imports between files resolve and renaming a symbol
 * reaches all of them. The binding gets neither editor nor awareness, which make y-monaco leak: Monaco itself keeps
 * selections and multiple cursors correct under remote edits, and presence has its own code.
 */
export class Models {
  readonly #monaco: Monaco;
  readonly #room: ModelsRoom;
  readonly #managed = new Map<string, ManagedModel>();
  /** Undo managers for one's own edits. They outlive the models, which a rename replaces. */
  readonly #undo = new Map<string, Y.UndoManager>();
  /** Files that this page's editor changed in the current task; renaming a symbol changes many. */
  readonly #wrote = new Set<string>();
  readonly #types: TypeCheck;
  /** When an edit was last rejected, in ms since the page was opened. */
  #rejectedAt = -Infinity;

  constructor(monaco: Monaco, room: ModelsRoom) {
    this.#monaco = monaco;
    this.#room = room;
    this.#types = new TypeCheck(monaco);
  }

  /** Creates and disposes of models so that each of these files has one. */
  follow(files: readonly FileEntry[]): void {
    const wanted = new Map(files.map((entry) => [entry.id, entry.path]));
    for (const [id, managed] of this.#managed) {
      if (wanted.get(id) === managed.path) continue;
      this.#drop(managed);
      this.#types.request();
    }
    for (const [id, path] of wanted) {
      if (this.#managed.has(id)) continue;
      const text = textOf(this.#room.doc, id);
      if (!text) continue;
      this.#managed.set(id, this.#make(id, path, text));
    }
  }

  get(fileId: string): OpenModel | undefined {
    return this.#managed.get(fileId);
  }

  /** The file whose model has this URI, as Monaco and TypeScript name it. */
  at(uri: { toString: () => string }): OpenModel | undefined {
    const wanted = uri.toString();
    for (const managed of this.#managed.values()) if (managed.model.uri.toString() === wanted) return managed;
    return undefined;
  }

  /** The file's undo manager, which undoes only edits of this page. */
  undoOf(fileId: string): Y.UndoManager | undefined {
    const managed = this.#managed.get(fileId);
    if (!managed) return undefined;
    let undo = this.#undo.get(fileId);
    if (!undo) {
      undo = new Y.UndoManager(managed.text, {
        trackedOrigins: new Set([managed.binding, roomEdit]),
        captureTimeout: 400,
      });
      this.#undo.set(fileId, undo);
    }
    return undo;
  }

  destroy(): void {
    this.#types.stop();
    for (const undo of this.#undo.values()) undo.destroy();
    this.#undo.clear();
    for (const managed of this.#managed.values()) this.#drop(managed);
  }

  #make(fileId: string, path: string, text: Y.Text): ManagedModel {
    const uri = this.#monaco.Uri.from({ scheme: 'file', path: `/${path}` });
    const content = plainText(text);
    const large = isLarge(content);
    // Language services choose their files by language, and none takes plain text.
    const model = this.#monaco.editor.createModel(content, large ? 'plaintext' : undefined, uri);
    model.updateOptions({
      tabSize: 2,
      insertSpaces: true,
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
    const binding = new MonacoBinding(text, model, new Set(), null);
    // With other line ends than the text, a model would count other offsets. A new model has the system's line ends.
    // A text that contains CRLF is normalised together with its model a moment later (`keepInSync`).
    const setLf = (): void => model.setEOL(this.#monaco.editor.EndOfLineSequence.LF);
    if (!content.includes('\r')) setLf();
    this.#undo.get(fileId)?.addTrackedOrigin(binding);
    const made = { fileId, path, text, model, large, binding };
    const onChange = (event: Y.YTextEvent, { origin }: Y.Transaction): void => {
      if (origin === binding && growthOf(event) > 0 && isTooLarge(plainText(text))) this.#rejectEdit(fileId);
      else if (origin === binding) this.#recordEdit(fileId);
      else if (origin === roomEdit) this.#recordRoomEdit(fileId);
      this.#types.request();
    };
    text.observe(onChange);
    this.#types.request();
    // Only the file in front is checked for hints.
    model.onDidChangeAttached(() => this.#types.request());
    const stopWatching = keepInSync(made, setLf, this.#room.editable);
    return {
      ...made,
      stop: () => {
        text.unobserve(onChange);
        stopWatching();
      },
    };
  }

  /** Undoes the edit in progress before it leaves the page, without touching other people's edits. */
  #rejectEdit(fileId: string): void {
    const undo = this.undoOf(fileId);
    undo?.stopCapturing();
    // Not while the binding is at work, which would not show the change.
    queueMicrotask(() => {
      undo?.undo();
      // Otherwise a redo would bring the edit back.
      undo?.clear(false, true);
    });
    if (performance.now() - this.#rejectedAt > refusalMs)
      showToast(`This was not written. ${tooLargeMessage}`);
    this.#rejectedAt = performance.now();
  }

  /** Offers one undo button for an edit that changed several files. Each file's own undo covers its part. */
  #recordEdit(fileId: string): void {
    // Before the transaction ends, so that an undo manager created now records this edit.
    this.undoOf(fileId);
    this.#wrote.add(fileId);
    if (this.#wrote.size > 1) return;
    queueMicrotask(() => {
      const parts = [...this.#wrote].flatMap((id) => {
        const undo = this.undoOf(id);
        return undo ? [{ id, undo, edit: undo.undoStack.at(-1) }] : [];
      });
      this.#wrote.clear();
      if (parts.length < 2) return;
      for (const { undo } of parts) undo.stopCapturing();
      offerUndo(this.#room, `Changed ${pluralize(parts.length, 'file', 'files')}.`, {
        label: 'Undo',
        act: () => this.#undoParts(parts),
      });
    });
  }

  /** Makes a room edit a separate step of the file's undo, also in a file that was never open. */
  #recordRoomEdit(fileId: string): void {
    // Before the transaction ends, as above.
    const undo = this.undoOf(fileId);
    undo?.stopCapturing();
    queueMicrotask(() => undo?.stopCapturing());
  }

  #undoParts(parts: readonly { id: string; undo: Y.UndoManager; edit: unknown }[]): void {
    const later: string[] = [];
    for (const { id, undo, edit } of parts) {
      if (undo.undoStack.at(-1) === edit) undo.undo();
      else later.push(this.#managed.get(id)?.path ?? id);
    }
    if (later.length > 0)
      showToast(`You have edited ${later.join(', ')} since: use Undo there to go back step by step.`);
  }

  #drop(managed: ManagedModel): void {
    managed.stop();
    managed.binding.destroy();
    this.#undo.get(managed.fileId)?.removeTrackedOrigin(managed.binding);
    this.#types.forget(managed.model);
    managed.model.dispose();
    this.#managed.delete(managed.fileId);
  }
}

/** How much longer a change made the text, in UTF-16 units. */
const growthOf = ({ delta }: Y.YTextEvent): number =>
  delta.reduce(
    (sum, { insert, delete: removed = 0 }) =>
      sum + (typeof insert === 'string' ? insert.length : 0) - removed,
    0,
  );
