import { OutlineModel } from 'monaco-editor/editor/contrib/documentSymbols/browser/outlineModel';
import { ILanguageFeaturesService } from 'monaco-editor/editor/common/services/languageFeatures';
import { StandaloneServices } from 'monaco-editor/editor/standalone/browser/standaloneServices';
import type { FileSymbol } from './file-symbol.ts';
import { monaco } from './monaco.ts';

/** The names that a file defines, in the order of its lines. */
export async function symbolsOf(path: string): Promise<FileSymbol[]> {
  const model = monaco.editor.getModels().find(({ uri }) => uri.path === `/${path}`);
  if (!model) return [];
  const { documentSymbolProvider } = StandaloneServices.get(ILanguageFeaturesService);
  const { token } = new monaco.CancellationTokenSource();
  const outline = await OutlineModel.create(documentSymbolProvider, model, token);
  return outline.asListOfDocumentSymbols().map(({ name, kind, selectionRange }) => ({
    name,
    kind: (monaco.languages.SymbolKind[kind] ?? '').replaceAll(/\B[A-Z]/g, ' $&').toLowerCase(),
    line: selectionRange.startLineNumber,
    column: selectionRange.startColumn,
  }));
}
