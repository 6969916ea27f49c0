import type { OutputEntry } from '../../shared/run.ts';
import { readAnsi, type Span } from './ansi.ts';
import { findPlaces, type Place } from './links.ts';

/**
 * Output drawn by hand, since a program may print thousands of lines at once: lines are only ever added, in blocks
 * that the browser leaves out of layout while they are out of sight. Only text nodes hold what programs printed.
 */
export class LineView {
  readonly #root: HTMLElement;
  readonly #places = new WeakMap<Element, Place>();
  #block: HTMLElement | undefined;
  #drawn = 0;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Draws the entries that are not drawn yet. */
  draw(entries: readonly OutputEntry[]): void {
    const fragment = document.createDocumentFragment();
    let block = this.#block;
    for (const entry of entries.slice(this.#drawn)) {
      if (!block || block.childElementCount >= linesPerBlock) {
        block = element('div', ['runs-block']);
        fragment.append(block);
      }
      block.append(this.#line(entry));
    }
    this.#block = block;
    this.#drawn = entries.length;
    this.#root.append(fragment);
  }

  /** The place that this element names. */
  placeOf(target: EventTarget | null): Place | undefined {
    return target instanceof Element ? this.#places.get(target) : undefined;
  }

  #line({ level, text }: OutputEntry): HTMLElement {
    const line = element('div', ['runs-line', `runs-${level}`]);
    for (const span of readAnsi(text)) line.append(this.#span(span));
    if (line.childNodes.length === 0) line.append('\n');
    return line;
  }

  #span(span: Span): Node {
    const pieces = findPlaces(span.text).map(({ text, place }) => {
      if (!place) return document.createTextNode(text);
      const button = element('button', ['runs-place']);
      button.setAttribute('type', 'button');
      button.textContent = text;
      this.#places.set(button, place);
      return button;
    });
    const [only] = pieces;
    const plain = span.classes.length === 0 && span.color === undefined && span.background === undefined;
    if (plain && pieces.length === 1 && only) return only;
    const styled = element('span', span.classes);
    if (span.color !== undefined) styled.style.color = span.color;
    if (span.background !== undefined) styled.style.backgroundColor = span.background;
    styled.append(...pieces);
    return styled;
  }
}

const linesPerBlock = 100;

function element(name: string, classes: string[]): HTMLElement {
  const el = document.createElement(name);
  el.classList.add(...classes);
  return el;
}
