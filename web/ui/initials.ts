/** “Ana Reis” → AR, “bo” → BO, “Ana (2)” → A2. Uses whole graphemes, so that no accent or emoji is split. */
export function initialsOf(name: string): string {
  const words = name.replace(/[()]/g, ' ').trim().split(/\s+/u);
  const first = graphemes(words[0] ?? '');
  const last = words.length > 1 ? graphemes(words.at(-1) ?? '')[0] : first[1];
  return `${first[0] ?? '?'}${last ?? ''}`.toLocaleUpperCase();
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const graphemes = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);
