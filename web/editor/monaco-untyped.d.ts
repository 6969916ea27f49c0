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
