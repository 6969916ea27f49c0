import type { editor } from 'monaco-editor/editor';
import type { User } from '../../shared/roles.ts';
import type { Monaco } from './monaco.ts';
import { personColor } from './themes.ts';
import './cursors.css';

/** Someone else's selection in the visible file; offsets in UTF-16 units. */
export interface PeerCursor {
  clientId: number;
  user: User;
  anchor: number;
  head: number;
}

const freshMs = 2_000;

/** Whether a label is drawn above or below its line. */
type Side = 'above' | 'below';

/**
 * Other people's carets, labels and selections. Names are set as text, and colours choose one of nine class names, so
 * nothing that a peer sends becomes HTML or CSS.
 */
export class Cursors {
  readonly #monaco: Monaco;
  readonly #editor: editor.IStandaloneCodeEditor;
  readonly #carets = new Map<number, Caret>();
  readonly #selections: editor.IEditorDecorationsCollection;
  /** The colours of the selections that are shown, in order. */
  #selectionColours: readonly number[] = [];

  constructor(monaco: Monaco, codeEditor: editor.IStandaloneCodeEditor) {
    this.#monaco = monaco;
    this.#editor = codeEditor;
    this.#selections = codeEditor.createDecorationsCollection();
  }

  show(peers: readonly PeerCursor[]): void {
    const model = this.#editor.getModel();
    const seen = new Set<number>();
    for (const peer of model ? peers : []) {
      seen.add(peer.clientId);
      let caret = this.#carets.get(peer.clientId);
      if (!caret) {
        caret = new Caret(this.#monaco, this.#editor, peer.clientId);
        this.#carets.set(peer.clientId, caret);
      }
      caret.move(peer);
    }
    for (const [clientId, caret] of this.#carets) {
      if (seen.has(clientId)) continue;
      caret.remove();
      this.#carets.delete(clientId);
    }
    this.#select(model ? peers : []);
  }

  /** Shows the labels of the carets under the pointer. */
  reveal(lineNumber: number, column: number): void {
    for (const caret of this.#carets.values()) caret.revealNear(lineNumber, column);
  }

  destroy(): void {
    this.show([]);
  }

  /** Monaco renders again after each change of its decorations, and they follow the text on their own. */
  #select(peers: readonly PeerCursor[]): void {
    const decorations = peers.map((peer) => this.#selectionOf(peer));
    const colours = peers.map(({ user }) => user.color);
    const shown = this.#selections.getRanges();
    const isSame =
      shown.length === decorations.length &&
      decorations.every(
        ({ range }, at) =>
          this.#monaco.Range.equalsRange(range, shown[at]) && colours[at] === this.#selectionColours[at],
      );
    if (isSame) return;
    this.#selections.set(decorations);
    this.#selectionColours = colours;
  }

  /** What someone has selected; where nothing is selected, the line's mark beside the scrollbar alone. */
  #selectionOf({ user, anchor, head }: PeerCursor): editor.IModelDeltaDecoration {
    const model = this.#editor.getModel();
    const start = model?.getPositionAt(Math.min(anchor, head)) ?? { lineNumber: 1, column: 1 };
    const end = model?.getPositionAt(Math.max(anchor, head)) ?? start;
    const range =
      anchor === head
        ? new this.#monaco.Range(start.lineNumber, 1, start.lineNumber, 1)
        : this.#monaco.Range.fromPositions(start, end);
    return {
      range,
      options: {
        ...(anchor === head ? {} : { className: `peer-selection person-${user.color}` }),
        overviewRuler: {
          color: personColor(user.color),
          position: this.#monaco.editor.OverviewRulerLane.Left,
        },
        stickiness: this.#monaco.editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges,
      },
    };
  }
}

class Caret implements editor.IContentWidget {
  readonly allowEditorOverflow = false;
  readonly suppressMouseDown = true;
  readonly #monaco: Monaco;
  readonly #editor: editor.IStandaloneCodeEditor;
  readonly #id: string;
  readonly #node = document.createElement('div');
  readonly #label = document.createElement('span');
  readonly #name = document.createElement('span');
  #head = -1;
  #position = { lineNumber: 1, column: 1 };
  /** Everything that its appearance and position depend on, as last drawn. */
  #drawn = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(monaco: Monaco, codeEditor: editor.IStandaloneCodeEditor, clientId: number) {
    this.#monaco = monaco;
    this.#editor = codeEditor;
    this.#id = `peer-${clientId}`;
    this.#label.className = 'peer-label';
    this.#label.append(this.#name);
    this.#node.append(this.#label);
    codeEditor.addContentWidget(this);
  }

  getId(): string {
    return this.#id;
  }

  getDomNode(): HTMLElement {
    return this.#node;
  }

  getPosition(): editor.IContentWidgetPosition {
    return {
      position: this.#position,
      preference: [this.#monaco.editor.ContentWidgetPositionPreference.EXACT],
    };
  }

  move({ user, head }: PeerCursor): void {
    const model = this.#editor.getModel();
    if (!model) return;
    const moved = head !== this.#head;
    this.#head = head;
    this.#position = model.getPositionAt(head);
    const side = sideOf(model, this.#position);
    const height = this.#editor.getOption(this.#monaco.editor.EditorOption.lineHeight);
    // Each layout call costs, and most carets stand still while one moves.
    const drawn = JSON.stringify([this.#position, side, height, user]);
    if (drawn !== this.#drawn) this.#draw(user, side, height);
    this.#drawn = drawn;
    if (moved) this.#freshen();
  }

  #draw(user: User, side: Side, height: number): void {
    if (this.#name.textContent !== user.name) this.#name.textContent = user.name;
    const names = ['peer-caret', `person-${user.color}`, `peer-${side}`];
    if (user.kind === 'agent') names.push('peer-agent');
    if (this.#node.classList.contains('peer-fresh')) names.push('peer-fresh');
    const classes = names.join(' ');
    // Setting an equal value costs a style recalculation all the same.
    if (this.#node.className !== classes) this.#node.className = classes;
    const pixels = `${height}px`;
    if (this.#node.style.height !== pixels) this.#node.style.height = pixels;
    this.#editor.layoutContentWidget(this);
  }

  revealNear(lineNumber: number, column: number): void {
    const { lineNumber: line, column: at } = this.#position;
    if (line === lineNumber && Math.abs(at - column) <= 1) this.#freshen();
  }

  remove(): void {
    clearTimeout(this.#timer);
    this.#editor.removeContentWidget(this);
  }

  #freshen(): void {
    if (!this.#node.classList.contains('peer-fresh')) this.#node.classList.add('peer-fresh');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#node.classList.remove('peer-fresh'), freshMs);
  }
}

/** Above, unless this is the first line, or the label would cover text above but not below. */
function sideOf(model: editor.ITextModel, at: { lineNumber: number; column: number }): Side {
  if (at.lineNumber === 1) return 'below';
  const covers = (line: number): boolean =>
    line <= model.getLineCount() && model.getLineMaxColumn(line) > at.column;
  return covers(at.lineNumber - 1) && !covers(at.lineNumber + 1) ? 'below' : 'above';
}
