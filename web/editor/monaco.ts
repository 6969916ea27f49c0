/** Everything of Monaco, in one module that is loaded after the page has painted. */
// oxlint-disable import/default -- Vite makes the default export of a `?worker` module
import 'monaco-editor/features/register.all';
import 'monaco-editor/languages/definitions/register.all';
import * as monaco from 'monaco-editor/editor';
import { typescript } from 'monaco-editor/languages/features/register.all';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import CssWorker from 'monaco-editor/languages/features/css/css.worker?worker';
import HtmlWorker from 'monaco-editor/languages/features/html/html.worker?worker';
import JsonWorker from 'monaco-editor/languages/features/json/json.worker?worker';
import programTypes from './program.d.ts?raw';
import TypesWorker from './types.worker.ts?worker';

const workers: Record<string, new () => Worker> = {
  css: CssWorker,
  scss: CssWorker,
  less: CssWorker,
  html: HtmlWorker,
  handlebars: HtmlWorker,
  razor: HtmlWorker,
  json: JsonWorker,
  typescript: TypesWorker,
  javascript: TypesWorker,
};

self.MonacoEnvironment = {
  getWorker: (_id: string, label: string) => new (workers[label] ?? EditorWorker)(),
};

/** Values of TypeScript's own that Monaco's enums do not list. */
const bundlerResolution: number = 100;
const everyFileIsAModule = 3;
/** Under a path that no file of a room has. */
const libraries = [{ content: programTypes, filePath: 'tandem:/program.d.ts' }];

for (const defaults of [typescript.typescriptDefaults, typescript.javascriptDefaults]) {
  defaults.setCompilerOptions({
    target: typescript.ScriptTarget.ESNext,
    module: typescript.ModuleKind.ESNext,
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enum is older than the compiler
    moduleResolution: bundlerResolution,
    moduleDetection: everyFileIsAModule,
    // As programs are loaded: a bare name, or one after `#` or `/`, begins at the top of the room.
    baseUrl: 'file:///',
    paths: { '#*': ['*'], '/*': ['*'] },
    lib: ['lib.esnext.d.ts', 'lib.webworker.d.ts'],
    jsx: typescript.JsxEmit.Preserve,
    strict: true,
    // A program's `env` and arguments come without types, unless it names them.
    noImplicitAny: false,
    allowJs: true,
    allowImportingTsExtensions: true,
    allowNonTsExtensions: true,
    resolveJsonModule: true,
    noEmit: true,
  });
  // A room of hundreds of files would be checked whole at every start; what is not seen needs no squiggles.
  defaults.setDiagnosticsOptions({ ...defaults.getDiagnosticsOptions(), onlyVisible: true });
  // Imports between the room's files resolve only when the worker knows them all, from its start on.
  defaults.setEagerModelSync(true);
  defaults.setExtraLibs(libraries);
}

/**
 * Looks for errors in the visible file again: Monaco does so only when that file itself changes, but they may stand
 * or fall with what another one exports. Telling that the list of libraries changed is all it listens to.
 */
export async function checkAgain(): Promise<void> {
  await Promise.all([
    tellFiles('typescript', typescript.getTypeScriptWorker),
    tellFiles('javascript', typescript.getJavaScriptWorker),
  ]);
  typescript.typescriptDefaults.setExtraLibs(libraries);
  typescript.javascriptDefaults.setExtraLibs(libraries);
}

const importableLanguages: ReadonlySet<string> = new Set(['typescript', 'javascript', 'json']);

/**
 * Tells the worker of a language that is on screen of all that can be imported: what was made after the worker's
 * start it learns only when that is opened, and a file of another language never.
 */
async function tellFiles(language: string, workerOf: typeof typescript.getTypeScriptWorker): Promise<void> {
  const models = monaco.editor.getModels();
  if (!models.some((model) => model.isAttachedToEditor() && model.getLanguageId() === language)) return;
  const importable = models.filter((model) => importableLanguages.has(model.getLanguageId()));
  // Rejected while the language is being loaded: its worker then starts with the files that there are.
  const worker = await workerOf().catch(() => undefined);
  await worker?.(...importable.map(({ uri }) => uri));
}

export { monaco };
export type Monaco = typeof monaco;
