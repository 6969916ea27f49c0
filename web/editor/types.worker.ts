/** TypeScript's worker over the room's files, which are created, deleted and renamed while it works. */
import {
  type BuilderProgram,
  type Diagnostic,
  type Program,
  type RelatedDiagnostic,
  typescript,
} from 'monaco-editor/languages/features/typescript/lib/typescriptServices';
import {
  type CreateData,
  initialize,
  TypeScriptWorker,
  type WorkerContext,
} from 'monaco-editor/languages/features/typescript/ts.worker';
import type { CheckedFile, FoundFix, FoundProblem, TypeCalls } from './checked-file.ts';

/** TypeScript's `ScriptKind.Unknown`: decide by the file's name. */
const byName = 0;

/** JavaScript is checked for its syntax only, and JSON by its own worker. */
const isJavaScript = (name: string): boolean => /\.[cm]?jsx?$/.test(name);
const isJson = (name: string): boolean => name.endsWith('.json');

/** How fixes write: as the formatter does, with imports like those of a room's first files. */
const fixFormat = { indentSize: 2, tabSize: 2, convertTabsToSpaces: true, newLineCharacter: '\n' };
const fixPreferences = { importModuleSpecifierPreference: 'relative', importModuleSpecifierEnding: 'js' };

class RoomTypes extends TypeScriptWorker implements TypeCalls {
  readonly #context: WorkerContext;
  #names = '';
  #changed = false;
  readonly #numbers = new WeakMap<object, number>();
  #last = 0;
  #program: Program | undefined;
  #builder: BuilderProgram | undefined;

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
    const model = this.#modelOf(name);
    if (!model) return version;
    let number = this.#numbers.get(model);
    if (number === undefined) this.#numbers.set(model, (number = ++this.#last));
    return `${number}.${version}`;
  }

  /** Monaco's version knows neither `.mts` nor `.json`, and treats files without an extension as JavaScript. */
  override getScriptKind(): number {
    return byName;
  }

  async check(name: string): Promise<CheckedFile | undefined> {
    const checked = this.#problemsOf(name);
    const hints = checked ? this.getLanguageService().getSuggestionDiagnostics(name) : [];
    checked?.problems.push(...hints.map(toFound));
    return checked;
  }

  async checkNext(): Promise<CheckedFile | undefined> {
    const program = this.getLanguageService().getProgram();
    if (program !== this.#program) {
      this.#program = program;
      const host = { createHash: (text: string) => text };
      this.#builder = typescript.createSemanticDiagnosticsBuilderProgram(program, host, this.#builder);
    }
    const isSkipped = ({ fileName }: { fileName: string }): boolean =>
      isJson(fileName) || !this.#modelOf(fileName);
    const next = this.#builder?.getSemanticDiagnosticsOfNextAffectedFile(undefined, isSkipped);
    return next && this.#problemsOf(next.affected.fileName);
  }

  async fixes(name: string, start: number, end: number, codes: readonly number[]): Promise<FoundFix[]> {
    if (!this.#modelOf(name)) return [];
    const service = this.getLanguageService();
    return service
      .getCodeFixesAtPosition(name, start, end, codes, fixFormat, fixPreferences)
      .filter(({ changes }) => changes.every(({ isNewFile }) => isNewFile !== true))
      .map(({ description, changes }) => ({
        title: description,
        changes: changes.flatMap(({ fileName, textChanges }) =>
          textChanges.map(({ span, newText }) => ({ name: fileName, ...span, text: newText })),
        ),
      }));
  }

  #modelOf(name: string): ReturnType<WorkerContext['getMirrorModels']>[number] | undefined {
    return this.#context.getMirrorModels().find(({ uri }) => uri.toString() === name);
  }

  #problemsOf(name: string): CheckedFile | undefined {
    const model = this.#modelOf(name);
    if (!model) return undefined;
    const service = this.getLanguageService();
    const found = [
      ...service.getSyntacticDiagnostics(name),
      ...(isJavaScript(name) ? [] : service.getSemanticDiagnostics(name)),
    ];
    return { name, version: model.version, problems: found.map(toFound) };
  }
}

const toFound = (diagnostic: Diagnostic): FoundProblem => ({
  ...placeOf(diagnostic),
  category: diagnostic.category,
  code: diagnostic.code,
  unnecessary: diagnostic.reportsUnnecessary !== undefined,
  deprecated: diagnostic.reportsDeprecated !== undefined,
  related: (diagnostic.relatedInformation ?? []).flatMap((related) =>
    related.file ? [{ ...placeOf(related), name: related.file.fileName }] : [],
  ),
});

const placeOf = ({ start = 0, length = 1, messageText }: RelatedDiagnostic) => ({
  start,
  length,
  message: typescript.flattenDiagnosticMessageText(messageText, '\n'),
});

// The page's first message only announces itself.
self.addEventListener('message', () => initialize((context, data) => new RoomTypes(context, data)), {
  once: true,
});
