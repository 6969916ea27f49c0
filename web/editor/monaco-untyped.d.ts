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
    getMirrorModels: () => { uri: { toString: () => string }; version: number }[];
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
    getLanguageService(): import('monaco-editor/languages/features/typescript/lib/typescriptServices').LanguageService;
  }
  function initialize(create: (context: WorkerContext, data: CreateData) => TypeScriptWorker): void;
}
declare module 'monaco-editor/languages/features/typescript/lib/typescriptServices' {
  interface RelatedDiagnostic {
    readonly file: { readonly fileName: string } | undefined;
    readonly start: number | undefined;
    readonly length: number | undefined;
    readonly messageText: string | object;
  }
  interface Diagnostic extends RelatedDiagnostic {
    readonly category: 0 | 1 | 2 | 3;
    readonly code: number;
    readonly reportsUnnecessary?: object;
    readonly reportsDeprecated?: object;
    readonly relatedInformation?: readonly RelatedDiagnostic[];
  }
  /** The files as they were at one moment. */
  type Program = object;
  interface CodeFix {
    readonly description: string;
    readonly changes: readonly {
      readonly fileName: string;
      readonly textChanges: readonly {
        readonly span: { readonly start: number; readonly length: number };
        readonly newText: string;
      }[];
      readonly isNewFile?: boolean;
    }[];
  }
  interface LanguageService {
    getProgram(): Program;
    getSyntacticDiagnostics(name: string): readonly Diagnostic[];
    getSemanticDiagnostics(name: string): readonly Diagnostic[];
    getSuggestionDiagnostics(name: string): readonly Diagnostic[];
    getCodeFixesAtPosition(
      name: string,
      start: number,
      end: number,
      codes: readonly number[],
      format: object,
      preferences: object,
    ): readonly CodeFix[];
  }
  interface BuilderProgram {
    /** Checks one file that changed, or depends on one that did; undefined when none is left. */
    getSemanticDiagnosticsOfNextAffectedFile(
      cancellation: undefined,
      isSkipped: (file: { fileName: string }) => boolean,
    ): { affected: { fileName: string } } | undefined;
  }
  export type { BuilderProgram, Diagnostic, LanguageService, Program, RelatedDiagnostic };
  export const typescript: {
    createSemanticDiagnosticsBuilderProgram(
      program: Program,
      host: { createHash(text: string): string },
      before: BuilderProgram | undefined,
    ): BuilderProgram;
    flattenDiagnosticMessageText(message: string | object, newLine: string): string;
  };
}
declare module 'monaco-editor/editor/common/services/languageFeatures' {
  export const ILanguageFeaturesService: { documentSymbolProvider: unknown };
}
declare module 'monaco-editor/platform/configuration/common/configuration' {
  export const IConfigurationService: { updateValue(key: string, value: unknown): Promise<void> };
}
declare module 'monaco-editor/editor/standalone/browser/standaloneServices' {
  export const StandaloneServices: {
    /** @param id the service's decorator, typed here as the service that it stands for */
    get<Service>(id: Service): Service;
  };
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
declare module 'monaco-editor/editor/contrib/gotoError/browser/gotoError' {
  /** Shows problems between the lines of an editor. */
  export class MarkerController {
    static get(editor: import('monaco-editor/editor').editor.ICodeEditor): MarkerController | null;
    showAtMarker(marker: { startLineNumber: number; startColumn: number }): void;
  }
}
