/** All of Monaco in one module, which is loaded after the page's first paint. */
// oxlint-disable import/default -- Vite makes the default export of a `?worker` module
import 'monaco-editor/features/register.all';
import 'monaco-editor/languages/definitions/register.all';
import * as monaco from 'monaco-editor/editor';
import { typescript } from 'monaco-editor/languages/features/register.all';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import CssWorker from 'monaco-editor/languages/features/css/css.worker?worker';
import HtmlWorker from 'monaco-editor/languages/features/html/html.worker?worker';
import JsonWorker from 'monaco-editor/languages/features/json/json.worker?worker';
import { programOptions } from '../../shared/programs/options.ts';
import { programTypes } from '../../shared/programs/types.ts';
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

const libraries = Object.entries(programTypes).map(([filePath, content]) => ({ content, filePath }));

for (const defaults of [typescript.typescriptDefaults, typescript.javascriptDefaults]) {
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enums are older than the compiler
  defaults.setCompilerOptions({ ...programOptions, baseUrl: 'file:///' });
  // Otherwise a room of hundreds of files would be checked whole at every start.
  defaults.setDiagnosticsOptions({ ...defaults.getDiagnosticsOptions(), onlyVisible: true });
  // Imports between the room's files resolve only if the worker knows all files from its start.
  defaults.setEagerModelSync(true);
  defaults.setExtraLibs(libraries);
}

/**
 * Validates the visible file again. Monaco does so only when that file itself changes, although its errors may depend
 * on other files' exports. Setting the libraries again is the only way to trigger it.
 */
export async function revalidate(): Promise<void> {
  await Promise.all([
    syncWorkerModels('typescript', typescript.getTypeScriptWorker),
    syncWorkerModels('javascript', typescript.getJavaScriptWorker),
  ]);
  typescript.typescriptDefaults.setExtraLibs(libraries);
  typescript.javascriptDefaults.setExtraLibs(libraries);
}

const importableLanguages: ReadonlySet<string> = new Set(['typescript', 'javascript', 'json']);

/**
 * Sends all importable models to the worker of a visible language. By itself, the worker learns of models created after
 * its start only when they are opened, and never of those of another language.
 */
async function syncWorkerModels(
  language: string,
  workerOf: typeof typescript.getTypeScriptWorker,
): Promise<void> {
  const models = monaco.editor.getModels();
  if (!models.some((model) => model.isAttachedToEditor() && model.getLanguageId() === language)) return;
  const importable = models.filter((model) => importableLanguages.has(model.getLanguageId()));
  // Rejects while the language is loading; its worker will start with the current files.
  const worker = await workerOf().catch(() => undefined);
  await worker?.(...importable.map(({ uri }) => uri));
}

export { monaco };
export type Monaco = typeof monaco;
