/**
 * Characters that hide: control, format and direction marks, fillers, tags, what is private or unassigned, breaks of line
 * and paragraph, and Braille's blank. They make a text look like another one, or are read by a model alone.
 */
const hides = String.raw`[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]`;

/** The pieces of one emoji, a keycap, the form of a Han character. */
const joinedSigns = String.raw`\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?(?:\u200d\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?)*|[0-9#*]\ufe0f\u20e3|\p{Script=Han}[\u{e0100}-\u{e01ef}]`;

/** Scripts in which a joiner between two letters is a matter of spelling: Persian and the languages of India need it. */
const joining = String.raw`[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}]`;

/** What belongs to a visible character, or else what hides. */
const pattern = new RegExp(
  `${joinedSigns}|(?<=${joining})[\\u200c\\u200d](?=${joining})|(?<hidden>${hides})`,
  'gu',
);
const printableAscii = /^[ -~]*$/;

/** A part of a text: as it is read, or one character that hides. */
export interface VisiblePart {
  text: string;
  hidden: boolean;
}

/** A text in its parts; joined they are the text. */
export function splitHidden(text: string): VisiblePart[] {
  if (printableAscii.test(text)) return text === '' ? [] : [{ text, hidden: false }];
  const parts: VisiblePart[] = [];
  let end = 0;
  for (const { index, groups } of text.matchAll(pattern)) {
    const hidden = groups?.['hidden'];
    if (hidden === undefined) continue;
    if (index > end) parts.push({ text: text.slice(end, index), hidden: false });
    parts.push({ text: hidden, hidden: true });
    end = index + hidden.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), hidden: false });
  return parts;
}

export const hasHidden = (text: string): boolean => splitHidden(text).some(({ hidden }) => hidden);

/** One line of what can be seen of a text; a break or a control character becomes a space. */
export const visibleLine = (text: string): string =>
  splitHidden(text)
    .map((part) => (!part.hidden ? part.text : /[\p{Cc}\p{Zl}\p{Zp}]/u.test(part.text) ? ' ' : ''))
    .join('')
    .replace(/\s+/gu, ' ')
    .trim();
