import type { languages } from 'monaco-editor/editor';
import type { Monaco } from './monaco.ts';

/**
 * Monaco's grammar calls every lower-case name an identifier. Where a name is called or defined as a function
 * it gets its own colour here, as `function` in the theme.
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
