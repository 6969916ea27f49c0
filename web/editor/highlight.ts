import type { languages } from 'monaco-editor/editor';
import type { Monaco } from './monaco.ts';

/**
 * Gives function names their own colour, `function` in the theme. Monaco's grammar makes every lower-case name an
 * identifier; this rule matches those that are called or defined as functions.
 */
export async function colourFunctions(monaco: Monaco): Promise<void> {
  const [typescript, javascript] = await Promise.all([
    import('monaco-editor/languages/definitions/typescript/typescript'),
    import('monaco-editor/languages/definitions/javascript/javascript'),
  ]);
  for (const [id, { language }] of [
    ['typescript', typescript],
    ['javascript', javascript],
  ] as const) {
    const called: languages.IShortMonarchLanguageRule1 = [
      /#?[a-z_$][\w$]*(?=\s*(?:<[\w$.,\s[\]]*>)?\()/,
      { cases: { '@keywords': 'keyword', '@default': 'function' } },
    ];
    monaco.languages.setMonarchTokensProvider(id, {
      ...language,
      tokenizer: { ...language.tokenizer, common: [called, ...(language.tokenizer['common'] ?? [])] },
    });
  }
}
