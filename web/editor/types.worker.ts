/** TypeScript's worker over the room's files, which are created, deleted and renamed while it works. */
import {
  type CreateData,
  initialize,
  TypeScriptWorker,
  type WorkerContext,
} from 'monaco-editor/languages/features/typescript/ts.worker';

/** TypeScript's `ScriptKind.Unknown`: decide by the file's name. */
const byName = 0;

class RoomTypes extends TypeScriptWorker {
  readonly #context: WorkerContext;
  #names = '';
  #changed = false;
  readonly #numbers = new WeakMap<object, number>();
  #last = 0;

  constructor(context: WorkerContext, data: CreateData) {
    super(context, data);
    this.#context = context;
  }

  /** TypeScript calls this once before each pass over the files. */
  override getScriptFileNames(): string[] {
    const names = super.getScriptFileNames();
    const now = names.join('\n');
    this.#changed = now !== this.#names;
    this.#names = now;
    return names;
  }

  /** Without this, a file would import deleted files until it is edited itself. Called without `this`. */
  readonly hasInvalidatedResolutions = (): boolean => this.#changed;

  /** Two successive models of one path may have the same version, so each model gets a number. */
  override getScriptVersion(name: string): string {
    const version = super.getScriptVersion(name);
    const model = this.#context.getMirrorModels().find(({ uri }) => uri.toString() === name);
    if (!model) return version;
    let number = this.#numbers.get(model);
    if (number === undefined) this.#numbers.set(model, (number = ++this.#last));
    return `${number}.${version}`;
  }

  /** Monaco's version knows neither `.mts` nor `.json`, and treats files without an extension as JavaScript. */
  override getScriptKind(): number {
    return byName;
  }
}

// The page's first message only announces itself.
self.addEventListener('message', () => initialize((context, data) => new RoomTypes(context, data)), {
  once: true,
});
