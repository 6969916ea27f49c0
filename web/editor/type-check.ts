import type { editor } from 'monaco-editor/editor';
import type { CheckedFile, FoundProblem } from './checked-file.ts';
import { type Monaco, typeWorker } from './monaco.ts';

/** Files are checked once nobody has written for this long, */
const settleMs = 500;
/** but while someone writes without a pause, after this long. */
const maxWaitMs = 3_000;

const owner = 'typescript';
const checkedLanguages: ReadonlySet<string> = new Set(['typescript', 'javascript']);

/**
 * Has TypeScript check all files of the room: those in front first, then one after another what else the changes affect,
 * so that between two of them the worker answers the person who types. Problems stay marked until the next check.
 */
export class TypeCheck {
  readonly #monaco: Monaco;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the oldest change came that no check has begun for. */
  #changedAt: number | undefined;
  /** Counts checks: the newest ends the one before. */
  #checks = 0;

  constructor(monaco: Monaco) {
    this.#monaco = monaco;
  }

  /** Called after any change of the files, or when another is in front. */
  request(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    this.#changedAt ??= now;
    const wait = Math.min(settleMs, this.#changedAt + maxWaitMs - now);
    this.#timer = setTimeout(() => void this.#check(), Math.max(0, wait));
  }

  /** Called before a model is disposed of. */
  forget(model: editor.ITextModel): void {
    this.#monaco.editor.setModelMarkers(model, owner, []);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#checks++;
  }

  async #check(): Promise<void> {
    this.#changedAt = undefined;
    const check = ++this.#checks;
    const isOld = (): boolean => check !== this.#checks;
    const models = this.#monaco.editor
      .getModels()
      .filter((model) => checkedLanguages.has(model.getLanguageId()));
    if (models.length === 0) return;
    const worker = await typeWorker();
    if (isOld()) return;
    if (!worker) {
      this.request();
      return;
    }
    const inFront = models.filter((model) => model.isAttachedToEditor()).map(({ uri }) => uri.toString());
    for (const name of inFront) this.#show(await worker.check(name));
    while (!isOld()) {
      const checked = await worker.checkNext();
      if (!checked) return;
      // It was checked before, with its hints.
      if (!inFront.includes(checked.name)) this.#show(checked);
    }
  }

  /** Marks a file's problems, unless it has changed meanwhile: then its turn comes again. */
  #show(checked: CheckedFile | undefined): void {
    const model = checked && this.#monaco.editor.getModel(this.#monaco.Uri.parse(checked.name));
    if (!model || model.getVersionId() !== checked.version) return;
    const markers = checked.problems.map((problem) => this.#markerOf(model, problem));
    this.#monaco.editor.setModelMarkers(model, owner, markers);
  }

  #markerOf(model: editor.ITextModel, problem: FoundProblem): editor.IMarkerData {
    const { MarkerSeverity, MarkerTag, Uri } = this.#monaco;
    const severities = [
      MarkerSeverity.Warning,
      MarkerSeverity.Error,
      MarkerSeverity.Hint,
      MarkerSeverity.Info,
    ] as const;
    return {
      ...rangeOf(model, problem),
      severity: severities[problem.category],
      message: problem.message,
      code: `${problem.code}`,
      tags: [
        ...(problem.unnecessary ? [MarkerTag.Unnecessary] : []),
        ...(problem.deprecated ? [MarkerTag.Deprecated] : []),
      ],
      relatedInformation: problem.related.flatMap(({ name, message, ...place }) => {
        const other = this.#monaco.editor.getModel(Uri.parse(name));
        return other ? [{ resource: other.uri, message, ...rangeOf(other, place) }] : [];
      }),
    };
  }
}

function rangeOf(model: editor.ITextModel, { start, length }: { start: number; length: number }) {
  const from = model.getPositionAt(start);
  const to = model.getPositionAt(start + length);
  return {
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
  };
}
