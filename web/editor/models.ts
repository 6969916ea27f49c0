import type { editor } from 'monaco-editor/editor';
import { MonacoBinding } from 'y-monaco';
import * as Y from 'yjs';
import { type FileEntry, textOf } from '../../shared/doc.ts';
import { isTooLarge, tooLargeMessage } from '../../shared/file-size.ts';
import { counted } from '../ui/counted.ts';
import { offer } from '../offer.ts';
import type { Room } from '../room.ts';
import { roomEdit } from '../room-edit.ts';
import { say } from '../ui/toast.tsx';
import { keepAlike } from './keep-alike.ts';
import { isLarge } from './large-file.ts';
import { checkAgain, type Monaco } from './monaco.ts';
import { plainText } from '../../shared/text.ts';

/** What a held key would write is refused at each repeat, and said once: until none was for this time. */
const refusalMs = 2_000;
/** After another file is seen, or one that is not has changed, until the one that is seen is checked for errors again. */
const recheckDelayMs = 700;

/** One of the room's files in the editor. */
export interface OpenModel {
  fileId: string;
  text: Y.Text;
  model: editor.ITextModel;
  /** The origin of what is typed here. */
  binding: MonacoBinding;
  /** Too large for a language service and a minimap. */
  large: boolean;
}

type ModelsRoom = Pick<Room, 'doc' | 'editable' | 'readonlyReason'>;

interface Held extends OpenModel {
  path: string;
  stop: () => void;
}

/**
 * A model for each file of the room, bound to its text, so that imports between files resolve and a rename across
 * files reaches all of them. The binding gets neither editor nor awareness: Monaco itself keeps the selections true
 * under remote edits, several cursors too, and presence has its own code; what y-monaco leaks comes with those two.
 */
export class Models {
  readonly #monaco: Monaco;
  readonly #room: ModelsRoom;
  readonly #held = new Map<string, Held>();
  /** Undo of one's own edits; outlives the model, which a rename replaces. */
  readonly #undo = new Map<string, Y.UndoManager>();
  /** Files that this page's editor wrote in during one task: a rename of a symbol writes in many. */
  readonly #wrote = new Set<string>();
  #recheck: ReturnType<typeof setTimeout> | undefined;
  /** When an edit was refused last. */
  #refusedAt = -Infinity;

  constructor(monaco: Monaco, room: ModelsRoom) {
    this.#monaco = monaco;
    this.#room = room;
  }

  /** Makes the models those of these files. */
  follow(files: readonly FileEntry[]): void {
    const wanted = new Map(files.map((entry) => [entry.id, entry.path]));
    for (const [id, held] of this.#held) {
      if (wanted.get(id) === held.path) continue;
      this.#drop(held);
      this.#recheckSoon();
    }
    for (const [id, path] of wanted) {
      if (this.#held.has(id)) continue;
      const text = textOf(this.#room.doc, id);
      if (!text) continue;
      this.#held.set(id, this.#make(id, path, text));
    }
  }

  get(fileId: string): OpenModel | undefined {
    return this.#held.get(fileId);
  }

  /** The file's path, for a model that Monaco names: go to definition, references. */
  pathOf(uri: { toString: () => string }): string | undefined {
    const wanted = uri.toString();
    for (const held of this.#held.values()) if (held.model.uri.toString() === wanted) return held.path;
    return undefined;
  }

  /** Takes back only what was typed in this page. */
  undoOf(fileId: string): Y.UndoManager | undefined {
    const held = this.#held.get(fileId);
    if (!held) return undefined;
    let undo = this.#undo.get(fileId);
    if (!undo) {
      undo = new Y.UndoManager(held.text, {
        trackedOrigins: new Set([held.binding, roomEdit]),
        captureTimeout: 400,
      });
      this.#undo.set(fileId, undo);
    }
    return undo;
  }

  destroy(): void {
    clearTimeout(this.#recheck);
    for (const undo of this.#undo.values()) undo.destroy();
    this.#undo.clear();
    for (const held of this.#held.values()) this.#drop(held);
  }

  #make(fileId: string, path: string, text: Y.Text): Held {
    const uri = this.#monaco.Uri.from({ scheme: 'file', path: `/${path}` });
    const content = plainText(text);
    const large = isLarge(content);
    // By language the services choose their files: none has plain text.
    const model = this.#monaco.editor.createModel(content, large ? 'plaintext' : undefined, uri);
    model.updateOptions({
      tabSize: 2,
      insertSpaces: true,
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
    const binding = new MonacoBinding(text, model, new Set(), null);
    // A model of another line end than the text would count other offsets. An empty one has the system's, and the
    // binding sets the value anew; a text that came with CRLF is set right with its model, a moment later.
    const setLf = (): void => model.setEOL(this.#monaco.editor.EndOfLineSequence.LF);
    if (!content.includes('\r')) setLf();
    this.#undo.get(fileId)?.addTrackedOrigin(binding);
    const made = { fileId, path, text, model, large, binding };
    const onChange = (event: Y.YTextEvent, { origin }: Y.Transaction): void => {
      if (origin === binding && growthOf(event) > 0 && isTooLarge(plainText(text))) this.#refuse(fileId);
      else if (origin === binding) this.#note(fileId);
      else if (origin === roomEdit) this.#noteRoomEdit(fileId);
      if (!model.isAttachedToEditor()) this.#recheckSoon();
    };
    text.observe(onChange);
    this.#recheckSoon();
    // The worker of its language may begin with this file, and knows no other language's.
    model.onDidChangeAttached(() => this.#recheckSoon());
    const stopWatching = keepAlike(made, setLf, this.#room.editable);
    return {
      ...made,
      stop: () => {
        text.unobserve(onChange);
        stopWatching();
      },
    };
  }

  #recheckSoon(): void {
    clearTimeout(this.#recheck);
    this.#recheck = setTimeout(checkAgain, recheckDelayMs);
  }

  /** Takes the edit back that is being made: alone, and before it has left the page. What others write is left as it is. */
  #refuse(fileId: string): void {
    const undo = this.undoOf(fileId);
    undo?.stopCapturing();
    // Not while the binding works: what is changed by then it would not show.
    queueMicrotask(() => {
      undo?.undo();
      // Else a redo would bring it again.
      undo?.clear(false, true);
    });
    if (Date.now() - this.#refusedAt > refusalMs) say(`This was not written. ${tooLargeMessage}`);
    this.#refusedAt = Date.now();
  }

  /** Each file's own undo takes its part back; when there are many, one button does for all. */
  #note(fileId: string): void {
    // Before the transaction is over: an undo manager made now has this edit already.
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
      offer(this.#room, `Changed ${counted(parts.length, 'file', 'files')}.`, {
        label: 'Undo',
        act: () => this.#takeBack(parts),
      });
    });
  }

  /** A step of its own for the file's undo, which may begin with it: the file need not have been open. */
  #noteRoomEdit(fileId: string): void {
    // Before the transaction is over, as above.
    const undo = this.undoOf(fileId);
    undo?.stopCapturing();
    queueMicrotask(() => undo?.stopCapturing());
  }

  #takeBack(parts: readonly { id: string; undo: Y.UndoManager; edit: unknown }[]): void {
    const later: string[] = [];
    for (const { id, undo, edit } of parts) {
      if (undo.undoStack.at(-1) === edit) undo.undo();
      else later.push(this.#held.get(id)?.path ?? id);
    }
    if (later.length > 0)
      say(`You wrote in ${later.join(', ')} since: undo there goes back to before the change, step by step.`);
  }

  #drop(held: Held): void {
    held.stop();
    held.binding.destroy();
    this.#undo.get(held.fileId)?.removeTrackedOrigin(held.binding);
    held.model.dispose();
    this.#held.delete(held.fileId);
  }
}

/** By how many units a change made the text longer. */
const growthOf = ({ delta }: Y.YTextEvent): number =>
  delta.reduce(
    (sum, { insert, delete: removed = 0 }) =>
      sum + (typeof insert === 'string' ? insert.length : 0) - removed,
    0,
  );
