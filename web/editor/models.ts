import type { editor } from 'monaco-editor/editor';
import { MonacoBinding } from 'y-monaco';
import * as Y from 'yjs';
import { type FileEntry, textOf } from '../../shared/doc.ts';
import { applyEdits, cleanText, smallestDiff } from '../../shared/text.ts';
import { roomEdit } from '../room-edit.ts';
import { counted } from '../files/counted.ts';
import { say } from '../ui/toast.tsx';
import { isLarge } from './large.ts';
import { checkAgain, type Monaco } from './monaco.ts';

const checkDelayMs = 1_000;
/** After the last change of a file that is not seen, until the one that is seen is checked for errors again. */
const recheckDelayMs = 700;

/** One of the room's files in the editor. */
export interface OpenModel {
  fileId: string;
  text: Y.Text;
  model: editor.ITextModel;
  /** Too large for a language service and a minimap. */
  large: boolean;
}

interface Held extends OpenModel {
  path: string;
  binding: MonacoBinding;
  stop: () => void;
}

/**
 * A model for each file of the room, bound to its text, so that imports between files resolve and a rename across
 * files reaches all of them. The binding gets neither editor nor awareness: Monaco itself keeps the selections true
 * under remote edits, several cursors too, and presence has its own code; what y-monaco leaks comes with those two.
 */
export class Models {
  readonly #monaco: Monaco;
  readonly #doc: Y.Doc;
  readonly #editable: () => boolean;
  readonly #held = new Map<string, Held>();
  /** Undo of one's own edits; outlives the model, which a rename replaces. */
  readonly #undo = new Map<string, Y.UndoManager>();
  /** Files that this page's editor wrote in during one task: a rename of a symbol writes in many. */
  readonly #wrote = new Set<string>();
  #recheck: ReturnType<typeof setTimeout> | undefined;

  constructor(monaco: Monaco, doc: Y.Doc, editable: () => boolean) {
    this.#monaco = monaco;
    this.#doc = doc;
    this.#editable = editable;
  }

  /** Makes the models those of these files. @returns true when a path is gone. */
  follow(files: readonly FileEntry[]): boolean {
    let gone = false;
    const wanted = new Map(files.map((entry) => [entry.id, entry.path]));
    for (const [id, held] of this.#held) {
      if (wanted.get(id) === held.path) continue;
      this.#drop(held);
      gone = true;
    }
    for (const [id, path] of wanted) {
      if (this.#held.has(id)) continue;
      const text = textOf(this.#doc, id);
      if (!text) continue;
      this.#held.set(id, this.#make(id, path, text));
    }
    return gone;
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
    const content = text.toJSON();
    const large = isLarge(content);
    // By language the services choose their files: none has plain text.
    const model = this.#monaco.editor.createModel(content, large ? 'plaintext' : undefined, uri);
    // The text has LF alone; a model of another line end would count other offsets.
    model.setEOL(this.#monaco.editor.EndOfLineSequence.LF);
    model.updateOptions({
      tabSize: 2,
      insertSpaces: true,
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
    const binding = new MonacoBinding(text, model, new Set(), null);
    this.#undo.get(fileId)?.addTrackedOrigin(binding);
    const made = { fileId, path, text, model, large, binding };
    const onChange = (_event: Y.YTextEvent, { origin }: Y.Transaction): void => {
      if (origin === binding) this.#note(fileId);
      if (!model.isAttachedToEditor()) this.#recheckSoon();
    };
    text.observe(onChange);
    this.#recheckSoon();
    const stopWatching = watch(made, this.#monaco.editor.EndOfLineSequence.LF, this.#editable);
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
      say(`Changed ${counted(parts.length, 'file', 'files')}.`, {
        label: 'Undo',
        act: () => this.#takeBack(parts),
      });
    });
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

/**
 * The binding drops edits that are made while it applies remote ones, and counts a `\r` that another client wrote
 * where the model has none. So a moment after the last change both are compared, and the model is set right.
 */
function watch(held: Omit<Held, 'stop'>, lf: editor.EndOfLineSequence, editable: () => boolean): () => void {
  const { model, text, binding } = held;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const check = (): void => {
    const before = text.toJSON();
    const clean = cleanText(before);
    if (model.getValue() === before) return;
    // Under the binding's own lock: it must take none of this for an edit.
    binding.mux(() => {
      if (clean !== before && editable()) {
        text.doc?.transact(() => applyEdits(text, smallestDiff(before, clean)), check);
      }
      if (model.getValue() === clean) return;
      console.error('tandem: the editor had left the text and was set right', held.path);
      model.setValue(clean);
      model.setEOL(lf);
    });
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(check, checkDelayMs);
  };
  later();
  text.observe(later);
  const subscription = model.onDidChangeContent(later);
  return () => {
    clearTimeout(timer);
    text.unobserve(later);
    subscription.dispose();
  };
}
