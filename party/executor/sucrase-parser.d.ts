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
  export class TokenProcessor {
    readonly code: string;
    readonly tokens: { start: number; end: number }[];
    tokenIndex: number;
    resultCode: string;
    copyToken: (this: TokenProcessor, text: string) => void;
    copyTokenWithPrefix: (this: TokenProcessor, text: string) => void;
    replaceToken: (this: TokenProcessor, text: string) => void;
    replaceTokenTrimmingLeftWhitespace: (this: TokenProcessor, text: string) => void;
    finish: (this: TokenProcessor) => { code: string; mappings: (number | undefined)[] };
    /** Added by us: where each token ends in the result. */
    ends?: number[];
  }
  const exported: typeof TokenProcessor | { default: typeof TokenProcessor };
  export default exported;
}
declare module 'sucrase/dist/transformers/TypeScriptTransformer.js' {
  class TypeScriptTransformer {
    processEnumBody: (this: TypeScriptTransformer, enumName: string) => void;
    extractEnumKeyInfo: (
      this: TypeScriptTransformer,
      token: object,
    ) => { nameStringCode: string; variableName: string | null };
    /** Added by us: the enum whose members are being processed. */
    enumName?: string | undefined;
  }
  const exported: typeof TypeScriptTransformer | { default: typeof TypeScriptTransformer };
  export default exported;
}
