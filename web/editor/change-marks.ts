import type { editor } from 'monaco-editor/editor';
import type { AgentChange } from './agent-changes.ts';
import type { Monaco } from './monaco.ts';

/** Both included. */
type Lines = { from: number; to: number };

/** The bars and markers beside the lines that the agent changed. Monaco moves them as people type. */
export class ChangeMarks {
  readonly #monaco: Monaco;
  readonly #editor: editor.ICodeEditor;
  readonly #marks: editor.IEditorDecorationsCollection;
  readonly #opened: editor.IEditorDecorationsCollection;
  #changes: readonly AgentChange[] = [];

  constructor(monaco: Monaco, codeEditor: editor.ICodeEditor) {
    this.#monaco = monaco;
    this.#editor = codeEditor;
    this.#marks = codeEditor.createDecorationsCollection();
    this.#opened = codeEditor.createDecorationsCollection();
  }

  /** @param changes those in the file that the editor shows */
  show(changes: readonly AgentChange[]): void {
    this.#changes = changes;
    const lines = this.#editor.getModel()?.getLineCount() ?? 1;
    this.#marks.set(
      changes.map(({ line, lines: count, removed }) => {
        const from = Math.min(line, lines);
        const to = Math.min(lines, Math.max(from, line + count - 1));
        const kind =
          count > 0 ? (removed.length > 0 ? 'changed' : 'added') : line > lines ? 'removed-end' : 'removed';
        return {
          range: new this.#monaco.Range(from, 1, to, 1),
          options: {
            isWholeLine: true,
            linesDecorationsClassName: `agent-change agent-change-${kind}`,
            overviewRuler: {
              color: { id: `editorGutter.${count > 0 ? 'added' : 'deleted'}Background` },
              position: this.#monaco.editor.OverviewRulerLane.Left,
            },
          },
        };
      }),
    );
  }

  /** Tints the lines of the change that is open. */
  open(part: string | undefined): void {
    const at = this.linesOf(part);
    const change = this.#changes.find((each) => each.part === part);
    const isTinted = at !== undefined && change !== undefined && change.lines > 0;
    this.#opened.set(
      isTinted
        ? [
            {
              range: new this.#monaco.Range(at.from, 1, at.to, 1),
              options: { isWholeLine: true, className: 'agent-change-open' },
            },
          ]
        : [],
    );
  }

  /** Where a change is now. */
  linesOf(part: string | undefined): Lines | undefined {
    const at = this.#changes.findIndex((change) => change.part === part);
    const range = at < 0 ? null : this.#marks.getRange(at);
    return range ? { from: range.startLineNumber, to: range.endLineNumber } : undefined;
  }

  /** The change whose mark is beside a line. */
  at(line: number): AgentChange | undefined {
    return this.#changes.find(({ part }) => {
      const lines = this.linesOf(part);
      return lines !== undefined && lines.from <= line && line <= lines.to;
    });
  }

  /** Whether an edit reaches the lines of a change, or those next to them. */
  touchedBy(edit: { startLineNumber: number; endLineNumber: number }): boolean {
    return this.#changes.some(({ part }) => {
      const lines = this.linesOf(part);
      return lines && edit.startLineNumber <= lines.to + 1 && edit.endLineNumber >= lines.from - 1;
    });
  }

  clear(): void {
    this.#changes = [];
    this.#marks.clear();
    this.#opened.clear();
  }
}
