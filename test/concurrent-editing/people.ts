import * as Y from 'yjs';
import { claimedPath, deleteFile, pathOf, renameFile, restoreFile, textOf } from '../../shared/doc.ts';
import { TandemError } from '../../shared/errors.ts';
import type { Oracle } from './oracle.ts';
import type { WorldPeer } from './world.ts';
import type { SeededRandom } from '../random.ts';

/**
 * Someone who works in the agent's file at random: types, pastes, deletes, undoes, moves the file, loses the
 * connection.
 */
export class TypingPerson {
  readonly #random: SeededRandom;
  readonly #oracle: Oracle;
  readonly #self: WorldPeer;
  readonly #file: string;
  readonly #undo: Y.UndoManager;
  /** Where the agent will work, as far as people know: a word of its line. */
  readonly #target: () => string;
  #own: string[] = [];

  constructor(parts: {
    random: SeededRandom;
    oracle: Oracle;
    self: WorldPeer;
    file: string;
    target: () => string;
  }) {
    this.#random = parts.random;
    this.#oracle = parts.oracle;
    this.#self = parts.self;
    this.#file = parts.file;
    this.#target = parts.target;
    this.#undo = new Y.UndoManager(this.#text, { trackedOrigins: new Set(['me']), captureTimeout: 0 });
  }

  async work(actions: number): Promise<void> {
    for (let left = actions; left > 0; left--) {
      await this.#wait(20 + this.#random.int(500));
      await this.#act();
    }
    this.#self.peer.start();
    this.#undo.destroy();
  }

  get #text(): Y.Text {
    return textOf(this.#self.doc, this.#file)!;
  }

  #act(): Promise<void> {
    const chance = this.#random.int(100);
    if (chance < 50) return this.#type(3 + this.#random.int(5));
    if (chance < 58) return this.#paste();
    if (chance < 64) return this.#delete(/^.*\n/gm);
    if (chance < 72) return this.#delete(/[a-z]+\d+/g);
    if (chance < 76) return this.#deleteOwn();
    if (chance < 84) return this.#repeat(() => this.#undo.undo());
    if (chance < 88) return this.#repeat(() => this.#undo.redo());
    if (chance < 94) return this.#moveFile();
    return this.#loseLine();
  }

  /** Types a word of letters that nobody else uses, one by one, wherever the cursor is. */
  async #type(length: number): Promise<void> {
    let place = Y.createRelativePositionFromTypeIndex(this.#text, this.#somewhere(), -1);
    for (let i = 0; i < length; i++) {
      const at = Y.createAbsolutePositionFromRelativePosition(place, this.#self.doc)?.index ?? 0;
      const letter = this.#oracle.newLetter();
      this.#own.push(letter);
      this.#edit((text) => text.insert(at, letter));
      place = Y.createRelativePositionFromTypeIndex(this.#text, at + 1, -1);
      this.#showCursor(place);
      await this.#wait(30 + this.#random.int(120));
    }
    if (this.#random.int(3) === 0) this.#self.awareness.setLocalState({ file: null });
  }

  async #paste(): Promise<void> {
    const letters = Array.from({ length: 9 }, () => this.#oracle.newLetter());
    const pasted = `${letters.slice(0, 4).join('')}\n${letters.slice(4).join('')}\n`;
    this.#edit((text) => text.insert(this.#somewhere(), pasted));
  }

  async #delete(what: RegExp): Promise<void> {
    const matches = [...this.#text.toJSON().matchAll(what)];
    if (matches.length === 0) return;
    const match = this.#random.pick(matches);
    this.#edit((text) => text.delete(match.index, match[0].length));
  }

  async #deleteOwn(): Promise<void> {
    const text = this.#text.toJSON();
    const letter = this.#own.findLast((own) => text.includes(own));
    if (letter !== undefined) this.#edit((of) => of.delete(text.indexOf(letter), 1));
  }

  async #repeat(step: () => unknown): Promise<void> {
    for (let times = 1 + this.#random.int(5); times > 0; times--) this.#do(step);
  }

  async #moveFile(): Promise<void> {
    const { doc } = this.#self;
    const path = `prog${this.#random.int(5)}.ts`;
    try {
      if (claimedPath(doc, this.#file) === null) restoreFile(doc, this.#file, path);
      else if (this.#random.int(3) > 0) renameFile(doc, this.#file, path);
      else {
        deleteFile(doc, this.#file);
        await this.#wait(this.#random.int(800));
        if (pathOf(doc, this.#file) === undefined) restoreFile(doc, this.#file, path);
      }
    } catch (error) {
      // The path is taken, so the file stays where it is.
      if (!(error instanceof TandemError)) throw error;
    }
  }

  async #loseLine(): Promise<void> {
    this.#self.peer.stop();
    await this.#wait(100);
    await this.#type(3);
    await this.#wait(this.#random.int(1_500));
    this.#self.peer.start();
  }

  /** A place next to a word of the agent's line, above that line, or anywhere. */
  #somewhere(): number {
    const text = this.#text.toJSON();
    const word = this.#target();
    const target = text.indexOf(word);
    const lineStart = text.lastIndexOf('\n', target) + 1;
    switch (target < 0 ? 3 : this.#random.int(5)) {
      case 0:
        return target + this.#random.int(word.length + 1);
      case 1:
        return target + (this.#random.int(2) === 0 ? 0 : word.length);
      case 2:
        return Math.min(text.length, lineStart + this.#random.int(40));
      case 3:
        return this.#random.int(text.length + 1);
      default:
        return this.#random.int(Math.max(1, lineStart));
    }
  }

  #edit(change: (text: Y.Text) => void): void {
    this.#do(() => this.#self.doc.transact(() => change(this.#text), 'me'));
  }

  #do(change: () => unknown): void {
    const before = this.#text.toJSON();
    change();
    this.#oracle.meant(before, this.#text.toJSON());
  }

  #showCursor(place: Y.RelativePosition): void {
    const json = Y.relativePositionToJSON(place) as Record<string, unknown>;
    const user = { id: 'set by the room', name: 'x', color: 1, kind: 'human' };
    this.#self.awareness.setLocalState({ user, file: this.#file, selection: { anchor: json, head: json } });
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
}
