import DOMPurify from 'dompurify';

/** Past this, colours are not worth the wait. */
const maxLength = 20_000;

/**
 * Code in the editor's colours, as safe HTML: spans with class names and line breaks. Loads the editor's code, which is
 * on its way anyway. @returns undefined for a language that the editor does not know
 */
export async function highlight(code: string, language: string): Promise<string | undefined> {
  if (language === '' || code.length > maxLength) return undefined;
  const { monaco } = await import('../editor/monaco.ts');
  const wanted = language.toLowerCase();
  const known = monaco.languages
    .getLanguages()
    .find(
      ({ id, aliases, extensions }) =>
        id === wanted ||
        aliases?.some((alias) => alias.toLowerCase() === wanted) ||
        extensions?.includes(`.${wanted}`),
    );
  if (!known) return undefined;
  const html = await monaco.editor.colorize(code, known.id, { tabSize: 2 });
  return DOMPurify.sanitize(html, { ALLOWED_TAGS: ['span', 'br'], ALLOWED_ATTR: ['class'] });
}
