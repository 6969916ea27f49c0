import { splitHidden } from '../../shared/hidden.ts';

/**
 * A part of a text that people judge. `hidden` is an invisible character or an unusual space, `tab` a tab, and `end`
 * spaces at the end of a line.
 */
export interface Marked {
  kind: 'text' | 'hidden' | 'tab' | 'end';
  text: string;
}

const plain = /^(?:[!-~]|[ \n](?=[!-~]))*$/;
const special = /(?<tab>\t)|(?<end> +(?=\n|$))|(?<space>(?! )\p{Zs})/gu;

/** Splits a text into plain parts and those that could mislead the eye. */
export function marksIn(text: string): Marked[] {
  if (plain.test(text)) return text === '' ? [] : [{ kind: 'text', text }];
  const marks: Marked[] = [];
  let seen = '';
  const flush = (): void => {
    if (seen !== '') marks.push(...spacesIn(seen));
    seen = '';
  };
  for (const { text: part, hidden } of splitHidden(text)) {
    if (!hidden || part === '\n' || part === '\t') {
      seen += part;
      continue;
    }
    flush();
    marks.push({ kind: 'hidden', text: part });
  }
  flush();
  return marks;
}

function spacesIn(text: string): Marked[] {
  const marks: Marked[] = [];
  let end = 0;
  for (const { 0: found, index, groups } of text.matchAll(special)) {
    if (index > end) marks.push({ kind: 'text', text: text.slice(end, index) });
    marks.push({ kind: groups?.['tab'] ? 'tab' : groups?.['end'] ? 'end' : 'hidden', text: found });
    end = index + found.length;
  }
  if (end < text.length) marks.push({ kind: 'text', text: text.slice(end) });
  return marks;
}

/** The name of a character that cannot be shown, such as `U+202E`. */
export const codePointName = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** The text with invisible characters named, for places that can hold only plain text. */
export const withMarks = (text: string): string =>
  marksIn(text)
    .map((mark) => (mark.kind === 'hidden' ? `‹${codePointName(mark.text)}›` : mark.text))
    .join('');

/** A URL as it is requested, with a non-ASCII host in its `xn--` form. Anything else is returned unchanged. */
export const asciiAddress = (address: string): string =>
  URL.canParse(address) ? new URL(address).href : address;
