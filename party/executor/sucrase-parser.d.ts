/**
 * Sucrase's CommonJS files, imported by path in Node and in the bundle alike, so that the transform and the parser are
 * the instances whose backtracking is counted. Their types are declared under other paths.
 */
declare module 'sucrase/dist/index.js' {
  export { transform } from 'sucrase';
}
declare module 'sucrase/dist/parser/index.js' {
  export { parse } from 'sucrase/dist/types/parser/index.js';
}
declare module 'sucrase/dist/parser/traverser/base.js' {
  import type State from 'sucrase/dist/types/parser/tokenizer/state.js';
  const base: { state: State | undefined };
  export default base;
}
declare module 'sucrase/dist/TokenProcessor.js' {
  import type { TokenType } from 'sucrase/dist/parser/tokenizer/types.js';
  interface Token {
    start: number;
    end: number;
    rhsEndIndex: number | null;
  }
  export class TokenProcessor {
    readonly code: string;
    readonly tokens: Token[];
    tokenIndex: number;
    resultCode: string;
    currentToken(): Token;
    matches1(type: TokenType): boolean;
    identifierName(): string;
    appendCode(code: string): void;
    copyExpectedToken: (this: TokenProcessor, type: TokenType) => void;
    copyToken: (this: TokenProcessor, text?: string) => void;
    copyTokenWithPrefix: (this: TokenProcessor, text?: string) => void;
    replaceToken: (this: TokenProcessor, text?: string) => void;
    replaceTokenTrimmingLeftWhitespace: (this: TokenProcessor, text?: string) => void;
    finish: (this: TokenProcessor) => { code: string; mappings: (number | undefined)[] };
    /** Added by us: where each token ends in the result. */
    ends?: number[];
  }
  const exported: typeof TokenProcessor | { default: typeof TokenProcessor };
  export default exported;
}
declare module 'sucrase/dist/parser/tokenizer/types.js' {
  export { TokenType } from 'sucrase/dist/types/parser/tokenizer/types.js';
}
declare module 'sucrase/dist/transformers/RootTransformer.js' {
  import type { TokenProcessor } from 'sucrase/dist/TokenProcessor.js';
  class RootTransformer {
    readonly tokens: TokenProcessor;
    processToken(): void;
    processClassBody: (
      this: RootTransformer,
      classInfo: { constructorInitializerStatements: readonly string[] },
      className: string | null,
    ) => void;
  }
  const exported: typeof RootTransformer | { default: typeof RootTransformer };
  export default exported;
}
declare module 'sucrase/dist/transformers/TypeScriptTransformer.js' {
  import type { TokenProcessor } from 'sucrase/dist/TokenProcessor.js';
  class TypeScriptTransformer {
    readonly tokens: TokenProcessor;
    readonly rootTransformer: { processToken(): void };
    processEnumBody: (this: TypeScriptTransformer, enumName: string) => void;
    extractEnumKeyInfo: (
      this: TypeScriptTransformer,
      token: object,
    ) => { nameStringCode: string; variableName: string | null };
    processExplicitValueEnumMember: (
      this: TypeScriptTransformer,
      enumName: string,
      nameStringCode: string,
      variableName: string | null,
    ) => void;
    /** Added by us: the enum whose members are being processed, and whether one is named like it. */
    current?: { name: string; hasOwnName: boolean } | undefined;
  }
  const exported: typeof TypeScriptTransformer | { default: typeof TypeScriptTransformer };
  export default exported;
}
