import type { editor } from 'monaco-editor/editor';

/** Space for an element between two lines of the editor. The element lies above the text, so that it can be used. */
export class ChangeZone implements editor.IOverlayWidget {
  readonly #editor: editor.ICodeEditor;
  readonly #node = document.createElement('div');
  #zone: string | undefined;

  constructor(codeEditor: editor.ICodeEditor) {
    this.#editor = codeEditor;
    this.#node.className = 'change-zone';
    this.#node.hidden = true;
    codeEditor.addOverlayWidget(this);
  }

  getId(): string {
    return 'agent-change';
  }

  getDomNode(): HTMLElement {
    return this.#node;
  }

  getPosition(): null {
    return null;
  }

  /** Opens the space after a line, 0 for the top of the file, or moves it there. */
  open(afterLineNumber: number, heightInPx: number): void {
    this.fit();
    this.#node.style.height = `${heightInPx}px`;
    this.#node.hidden = false;
    this.#editor.changeViewZones((zones) => {
      if (this.#zone !== undefined) zones.removeZone(this.#zone);
      this.#zone = zones.addZone({
        afterLineNumber,
        heightInPx,
        domNode: document.createElement('div'),
        onDomNodeTop: (top) => (this.#node.style.top = `${top}px`),
      });
    });
  }

  /** As wide as the text's part of the editor. */
  fit(): void {
    const { contentLeft, contentWidth, verticalScrollbarWidth } = this.#editor.getLayoutInfo();
    this.#node.style.left = `${contentLeft}px`;
    this.#node.style.width = `${contentWidth - verticalScrollbarWidth}px`;
  }

  close(): void {
    this.#node.hidden = true;
    const zone = this.#zone;
    if (zone === undefined) return;
    this.#editor.changeViewZones((zones) => zones.removeZone(zone));
    this.#zone = undefined;
  }

  destroy(): void {
    this.close();
    this.#editor.removeOverlayWidget(this);
  }
}
