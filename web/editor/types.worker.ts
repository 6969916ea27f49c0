/** TypeScript over the room's files, which come, go and are renamed while it works. */
import {
  type CreateData,
  initialize,
  TypeScriptWorker,
  type WorkerContext,
} from 'monaco-editor/languages/features/typescript/ts.worker';

/** TypeScript's own word for “by the name of the file”. */
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

  /** TypeScript asks for this once, before each look at the files. */
  override getScriptFileNames(): string[] {
    const names = super.getScriptFileNames();
    const now = names.join('\n');
    this.#changed = now !== this.#names;
    this.#names = now;
    return names;
  }

  /** Else a file goes on importing what is gone until it is written in itself. Called without its object. */
  readonly hasInvalidatedResolutions = (): boolean => this.#changed;

  /** Of two models that have had one path, both may have come to the same version. */
  override getScriptVersion(name: string): string {
    const version = super.getScriptVersion(name);
    const model = this.#context.getMirrorModels().find(({ uri }) => uri.toString() === name);
    if (!model) return version;
    let number = this.#numbers.get(model);
    if (number === undefined) this.#numbers.set(model, (number = ++this.#last));
    return `${number}.${version}`;
  }

  /** Monaco's knows neither `.mts` nor `.json`, and takes what has no suffix for JavaScript. */
  override getScriptKind(): number {
    return byName;
  }
}

// The page's first message only says that it is there.
self.addEventListener('message', () => initialize((context, data) => new RoomTypes(context, data)), {
  once: true,
});
