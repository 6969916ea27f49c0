/**
 * Hidden characters: control, format and direction marks, fillers, tags, private and unassigned characters, line and
 * paragraph separators, and Braille's blank. They make one text look like another, or only a model reads them.
 */
const hiddenClass = String.raw`[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]`;

/** Sequences in which a hidden character is legitimate: one emoji of several parts, a keycap, a Han variant. */
const joinedSigns = String.raw`\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?(?:\u200d\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?)*|[0-9#*]\ufe0f\u20e3|\p{Script=Han}[\u{e0100}-\u{e01ef}]`;

/** Scripts that need a joiner between letters for correct spelling: Persian and the languages of India. */
const joining = String.raw`[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}]`;

/** Matches a legitimate sequence first, or else a hidden character. */
const pattern = new RegExp(
  `${joinedSigns}|(?<=${joining})[\\u200c\\u200d](?=${joining})|(?<hidden>${hiddenClass})`,
  'gu',
);
const printableAscii = /^[ -~]*$/;

/** A part of a text: visible text, or one hidden character. */
export interface VisiblePart {
  text: string;
  hidden: boolean;
}

/** Splits a text into its parts; joined, they are the text again. */
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

/** The visible part of a text in one line; line breaks and control characters become spaces. */
export const visibleLine = (text: string): string =>
  splitHidden(text)
    .map((part) => (!part.hidden ? part.text : /[\p{Cc}\p{Zl}\p{Zp}]/u.test(part.text) ? ' ' : ''))
    .join('')
    .replace(/\s+/gu, ' ')
    .trim();
