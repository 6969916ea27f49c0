// Monaco ships these without types.
declare module 'monaco-editor/languages/definitions/typescript/typescript' {
  export const language: import('monaco-editor/editor').languages.IMonarchLanguage;
}
declare module 'monaco-editor/languages/definitions/javascript/javascript' {
  export const language: import('monaco-editor/editor').languages.IMonarchLanguage;
}
declare module 'monaco-editor/languages/features/typescript/ts.worker' {
  interface WorkerContext {
    /** The page's models that this worker knows. A model is the same object as long as it exists. */
    getMirrorModels: () => { uri: { toString: () => string } }[];
  }
  interface CreateData {
    compilerOptions: object;
    extraLibs: object;
  }
  /** The host of TypeScript's language service. */
  class TypeScriptWorker {
    constructor(context: WorkerContext, data: CreateData);
    getScriptFileNames(): string[];
    getScriptVersion(name: string): string;
    getScriptKind(name: string): number;
  }
  function initialize(create: (context: WorkerContext, data: CreateData) => TypeScriptWorker): void;
}
declare module 'monaco-editor/editor/common/services/languageFeatures' {
  export const ILanguageFeaturesService: unknown;
}
declare module 'monaco-editor/editor/standalone/browser/standaloneServices' {
  export const StandaloneServices: { get: (service: unknown) => { documentSymbolProvider: unknown } };
}
declare module 'monaco-editor/editor/contrib/documentSymbols/browser/outlineModel' {
  /** What a language service says about the names in a file. */
  export class OutlineModel {
    static create(
      providers: unknown,
      model: import('monaco-editor/editor').editor.ITextModel,
      token: import('monaco-editor/editor').CancellationToken,
    ): Promise<OutlineModel>;
    /** All of them, those inside of others too, in the order of their places. */
    asListOfDocumentSymbols(): import('monaco-editor/editor').languages.DocumentSymbol[];
  }
}
