/** All of Monaco in one module, which is loaded after the page's first paint. */
// oxlint-disable import/default -- Vite makes the default export of a `?worker` module
import 'monaco-editor/features/register.all';
import 'monaco-editor/languages/definitions/register.all';
import * as monaco from 'monaco-editor/editor';
import { MarkerController } from 'monaco-editor/editor/contrib/gotoError/browser/gotoError';
import { StandaloneServices } from 'monaco-editor/editor/standalone/browser/standaloneServices';
import { IConfigurationService } from 'monaco-editor/platform/configuration/common/configuration';
import { typescript } from 'monaco-editor/languages/features/register.all';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import CssWorker from 'monaco-editor/languages/features/css/css.worker?worker';
import HtmlWorker from 'monaco-editor/languages/features/html/html.worker?worker';
import JsonWorker from 'monaco-editor/languages/features/json/json.worker?worker';
import { programOptions } from '../../shared/programs/options.ts';
import { programTypes } from '../../shared/programs/types.ts';
import type { TypeCalls } from './checked-file.ts';
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
  // Imports between the room's files resolve only if the worker knows all files from its start.
  defaults.setEagerModelSync(true);
  defaults.setExtraLibs(libraries);
  // Monaco checks files that are open, and only when they change themselves (`TypeCheck`), and writes the changes that a
  // fix makes to other files into the open one (`registerQuickFixes`).
  defaults.setModeConfiguration({ ...defaults.modeConfiguration, diagnostics: false, codeActions: false });
}

// Going through problems follows their places, not how severe they are.
void StandaloneServices.get(IConfigurationService).updateValue('problems.sortOrder', 'position');

const importableLanguages: ReadonlySet<string> = new Set(['typescript', 'javascript', 'json']);

/**
 * TypeScript's worker, which knows all files that programs import. By itself, a worker learns of models created after its
 * start only when they are opened, and never of those of another language.
 * @returns undefined when the room has no program, or while the language is loading
 */
export async function typeWorker(): Promise<TypeCalls | undefined> {
  const models = monaco.editor.getModels();
  const importable = models.flatMap((model) =>
    importableLanguages.has(model.getLanguageId()) ? [model.uri] : [],
  );
  const isUsed = (language: string): boolean => models.some((model) => model.getLanguageId() === language);
  const isVisible = (language: string): boolean =>
    models.some((model) => model.isAttachedToEditor() && model.getLanguageId() === language);
  const connect = async (workerOf: typeof typescript.getTypeScriptWorker): Promise<TypeCalls | undefined> => {
    // Rejects while the language is loading.
    const worker = await workerOf().catch(() => undefined);
    // Monaco's type does not know the calls of our worker.
    return (await worker?.(...importable)) as TypeCalls | undefined;
  };
  const javaScript =
    isVisible('javascript') || (isUsed('javascript') && !isUsed('typescript'))
      ? await connect(typescript.getJavaScriptWorker)
      : undefined;
  return isUsed('typescript') ? connect(typescript.getTypeScriptWorker) : javaScript;
}

export { MarkerController, monaco };
export type Monaco = typeof monaco;
