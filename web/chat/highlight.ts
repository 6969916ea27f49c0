import DOMPurify from 'dompurify';

/** Longer code is not coloured, because that would take too long. */
const maxLength = 20_000;

/**
 * Code in the editor's colours, as safe HTML of only `span` with class names and `br`. Loads Monaco, which the page loads
 * anyway. @returns undefined for a language that Monaco does not know, and for code that is too long
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
