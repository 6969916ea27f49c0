/** TypeScript as Monaco ships it, without types: what the checks use of it. */
declare module 'monaco-editor/languages/features/typescript/lib/typescriptServices' {
  interface SourceFile {
    readonly text: string;
    /** Builders compare it: two files with the same version are the same. */
    version: string;
    getLineAndCharacterOfPosition(position: number): { line: number; character: number };
  }
  interface Diagnostic {
    /** 1 for an error. */
    readonly category: number;
    readonly code: number;
    readonly start: number | undefined;
    readonly messageText: string | object;
  }
  interface CompilerHost {
    getSourceFile(name: string, languageVersion: unknown): SourceFile | undefined;
    getDefaultLibFileName(): string;
    getDefaultLibLocation(): string;
    getCurrentDirectory(): string;
    getCanonicalFileName(name: string): string;
    useCaseSensitiveFileNames(): boolean;
    getNewLine(): string;
    fileExists(name: string): boolean;
    readFile(name: string): string | undefined;
    writeFile(): void;
    createHash(text: string): string;
  }
  interface BuilderProgram {
    getSourceFile(name: string): SourceFile | undefined;
    getSyntacticDiagnostics(file: SourceFile): readonly Diagnostic[];
    getSemanticDiagnostics(file: SourceFile): readonly Diagnostic[];
    /** Checks one file that changed, or depends on one that did; undefined when none is left. */
    getSemanticDiagnosticsOfNextAffectedFile(): object | undefined;
  }
  export type { BuilderProgram, CompilerHost, Diagnostic, SourceFile };
  export const typescript: {
    createSourceFile(name: string, text: string, languageVersion: unknown): SourceFile;
    createSemanticDiagnosticsBuilderProgram(
      roots: readonly string[],
      options: object,
      host: CompilerHost,
      before: BuilderProgram | undefined,
    ): BuilderProgram;
    flattenDiagnosticMessageText(message: string | object, newLine: string): string;
  };
}
declare module 'monaco-editor/languages/features/typescript/lib/lib' {
  /** TypeScript's own libraries, by file name. */
  export const libFileMap: Readonly<Record<string, string>>;
}
