import type * as Y from 'yjs';
import { fileIdAt, textOf } from '../../shared/doc.ts';
import type { Page } from '../page.ts';
import { type Files, peoplesLine } from './task.ts';

const everyMs = 40;

interface Place {
  text: Y.Text;
  said: string;
}

/** A person who writes numbered words into all files in turn, each into the line for people. */
export class Writer {
  readonly #page: Page;
  readonly #places = new Map<string, Place>();
  readonly #timer: ReturnType<typeof setInterval>;
  #words = 0;

  constructor(page: Page, paths: readonly string[]) {
    this.#page = page;
    for (const path of paths) this.begin(path);
    this.#timer = setInterval(() => this.#write(), everyMs);
  }

  /** Begins to write in a file, once the page has it. */
  begin(path: string): void {
    const id = fileIdAt(this.#page.doc, path);
    const text = id === undefined ? undefined : textOf(this.#page.doc, id);
    if (text && !this.#places.has(path)) this.#places.set(path, { text, said: '' });
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Files with all that was written here. @param moved the new paths of files, by those they had */
  addedTo(files: Files, moved: Files = {}): Files {
    const added = { ...files };
    for (const [begun, { said }] of this.#places) {
      const path = moved[begun] ?? begun;
      const text = files[path];
      added[path] = text === undefined ? said : text.replace(peoplesLine, peoplesLine + said);
    }
    return added;
  }

  #write(): void {
    const places = [...this.#places.values()];
    const place = places[this.#words % places.length];
    if (!place) return;
    const { text, said } = place;
    const word = `w${++this.#words} `;
    text.insert(text.toJSON().indexOf(peoplesLine) + peoplesLine.length + said.length, word);
    place.said += word;
  }
}
