import { libFileMap } from 'monaco-editor/languages/features/typescript/lib/lib';
import {
  type BuilderProgram,
  type CompilerHost,
  type SourceFile,
  typescript,
} from 'monaco-editor/languages/features/typescript/lib/typescriptServices';
import { programOptions } from '../../../../shared/programs/options.ts';
import { programTypes } from '../../../../shared/programs/types.ts';
import { typeCheckLimits } from '../../../../shared/limits.ts';
import { Mutex } from '../../../../shared/mutex.ts';
import {
  type Diagnostic,
  isScript,
  type TypeCheck,
  type TypeCheckJob,
} from '../../../../shared/type-check.ts';

/** By path, each file's errors in the order of their places. */
type Errors = ReadonlyMap<string, readonly Diagnostic[]>;

/** TypeScript's name for its own libraries' folder; no file of a room is there. */
const libraries = 'lib:/';
const isError = 1;

/**
 * TypeScript over the files of one room at a time, whichever asks. What did not change is not checked again, and the
 * libraries are read once for all rooms.
 */
export class RoomProgram {
  readonly #lane = new Mutex();
  readonly #now: () => number;
  #texts: Readonly<Record<string, string>> = {};
  readonly #parsed = new Map<string, SourceFile>();
  #program: BuilderProgram | undefined;
  /** All texts that it is made of. */
  #state = '';
  /** The errors of earlier states of the files, newest last, by all their texts. */
  readonly #known = new Map<string, Errors>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Checks files. Jobs are done one after another, and between two files others get their turn. */
  check(job: TypeCheckJob): Promise<TypeCheck> {
    return this.#lane.run(async () => {
      const until = this.#now() + typeCheckLimits.maxMs;
      const { files, path, before } = job;
      const now = await this.#errorsOf(files, until);
      if (!before || now === 'late') return answer(now, path);
      const earlier = await this.#errorsOf(withTexts(files, before), until);
      return answer(earlier === 'late' ? earlier : newErrors(earlier, now, Object.keys(before)), path);
    });
  }

  async #errorsOf(files: Readonly<Record<string, string>>, until: number): Promise<Errors | 'late'> {
    const state = JSON.stringify(files);
    const known = this.#known.get(state);
    if (known) return known;
    const program = this.#programOf(files, state);
    // Each call checks one of the files that the changes since the last program affect.
    while (program.getSemanticDiagnosticsOfNextAffectedFile()) {
      if (this.#now() > until) return 'late';
      await new Promise((resolve) => setTimeout(resolve));
    }
    const paths = Object.keys(files).filter(isScript).sort();
    const errors = new Map(paths.map((path) => [path, errorsIn(program, path)]));
    this.#remember(state, errors);
    return errors;
  }

  #remember(state: string, errors: Errors): void {
    this.#known.set(state, errors);
    const [oldest] = this.#known.keys();
    if (this.#known.size > typeCheckLimits.keptStates && oldest !== undefined) this.#known.delete(oldest);
  }

  #programOf(files: Readonly<Record<string, string>>, state: string): BuilderProgram {
    // One that was too late goes on.
    if (this.#program && this.#state === state) return this.#program;
    this.#state = state;
    this.#texts = files;
    for (const name of this.#parsed.keys())
      if (!name.startsWith(libraries) && this.#textOf(name) === undefined) this.#parsed.delete(name);
    const roots = [...Object.keys(files).filter(isScript).map(fileName), ...Object.keys(programTypes)];
    const options = { ...programOptions, baseUrl: '/' };
    this.#program = typescript.createSemanticDiagnosticsBuilderProgram(
      roots,
      options,
      this.#host,
      this.#program,
    );
    return this.#program;
  }

  #textOf(name: string): string | undefined {
    const typesText = own(programTypes, name);
    if (typesText !== undefined) return typesText;
    if (name.startsWith(libraries)) return own(libFileMap, name.slice(libraries.length));
    return name.startsWith('/') ? own(this.#texts, name.slice(1)) : undefined;
  }

  readonly #host: CompilerHost = {
    getSourceFile: (name, languageVersion) => {
      const text = this.#textOf(name);
      if (text === undefined) return undefined;
      const before = this.#parsed.get(name);
      if (before?.text === text) return before;
      const file = typescript.createSourceFile(name, text, languageVersion);
      // The text itself: it need not be hashed, and no two texts are taken for one.
      file.version = text;
      this.#parsed.set(name, file);
      return file;
    },
    getDefaultLibFileName: () => `${libraries}lib.esnext.full.d.ts`,
    getDefaultLibLocation: () => libraries,
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (name) => this.#textOf(name) !== undefined,
    readFile: (name) => this.#textOf(name),
    writeFile: () => undefined,
    createHash: (text) => text,
  };
}

const fileName = (path: string): string => `/${path}`;

/** A property of the object itself: a room may have a file named `constructor`. */
const own = (texts: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(texts, key) ? texts[key] : undefined;

function withTexts(
  files: Readonly<Record<string, string>>,
  changed: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const texts = new Map(Object.entries(files));
  for (const [path, text] of Object.entries(changed)) {
    if (text === null) texts.delete(path);
    else texts.set(path, text);
  }
  return Object.fromEntries(texts);
}

function errorsIn(program: BuilderProgram, path: string): Diagnostic[] {
  const file = program.getSourceFile(fileName(path));
  if (!file) return [];
  const all = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  return all
    .filter(({ category }) => category === isError)
    .map(({ start = 0, code, messageText }) => {
      const { line, character } = file.getLineAndCharacterOfPosition(start);
      const message = typescript
        .flattenDiagnosticMessageText(messageText, '\n')
        .slice(0, typeCheckLimits.maxMessageLength)
        .toWellFormed();
      return { path, line: line + 1, column: character + 1, code, message };
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/**
 * The errors that were not there before: those of a file whose like, with the same code and message, was in it less
 * often. Lines move with every edit, so they are not compared.
 * @param edited the paths whose texts changed: a renamed file's errors stood under its old one
 */
function newErrors(before: Errors, now: Errors, edited: readonly string[]): Errors {
  const group = (path: string): string => (edited.includes(path) ? '' : path);
  const left = new Map<string, number>();
  const keyOf = (error: Diagnostic): string => JSON.stringify([group(error.path), error.code, error.message]);
  for (const error of [...before.values()].flat()) left.set(keyOf(error), (left.get(keyOf(error)) ?? 0) + 1);
  return new Map(
    [...now].map(([path, errors]) => [
      path,
      errors.filter((error) => {
        const count = left.get(keyOf(error)) ?? 0;
        left.set(keyOf(error), count - 1);
        return count <= 0;
      }),
    ]),
  );
}

function answer(errors: Errors | 'late', path: string | undefined): TypeCheck {
  if (errors === 'late') return { late: true };
  const all = [...errors.values()].flat();
  const wanted = path === undefined ? all : (errors.get(path) ?? []);
  const found = wanted.slice(0, typeCheckLimits.maxFound);
  return { found, more: wanted.length - found.length, elsewhere: all.length - wanted.length };
}
