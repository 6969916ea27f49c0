import { roomLimits } from './limits.ts';

/** A name in its one spelling; white space is single spaces within. */
export const tidyName = (name: string): string =>
  name
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim();

/** Marks piled on a letter, or on none: they cover the lines around. */
const piledMarks = /[\p{Mn}\p{Me}]{4}|\p{M}{6}|(?:^|\s)\p{M}/u;
export const hasPiledMarks = (name: string): boolean => piledMarks.test(name);

/** Latin letters by the ones of other alphabets that are drawn like them; capitals first, as Greek's differ from its small ones. */
const lookAlikes = new Map(
  [
    ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'abezhikmnoptyx'],
    ['αβγεηικνορςτυχωϳ', 'abyenikvopctuxwj'],
    ['авгекмнопрстухьіјѕһԁԛԝӏүѵ', 'abrekmhonpctyxbijshdqwiyv'],
    ['ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ', 'abcdefghijklmnoprstuvwyz'],
    ['ɑɡıłøđɛə℮ᥱ', 'agilodeeee'],
    ['ցհոօս', 'ghnou'],
    ['ᎪᏴᏟᎠᎬᏀᎻᎥᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᎩᏃ', 'abcdeghijklmprstvwyz'],
    ['ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ', 'abcdefghijklmnoprstuvwxyz'],
    ['ᗅᗷᗪᖴᕼᒍᒪᑎᑭᑌᐯ᙭', 'abdfhjlnpuvx'],
    // Letters in circles and boxes, and those that flags are made of.
    ...[0x1f150, 0x1f170, 0x1f1e6].map((first) => [
      Array.from({ length: 26 }, (_, i) => String.fromCodePoint(first + i)).join(''),
      'abcdefghijklmnopqrstuvwxyz',
    ]),
  ].flatMap(([from = '', to = '']) => Array.from(from, (letter, i) => [letter, to[i] ?? ''] as const)),
);

/** Letters, digits and signs, as those who read in passing tell them apart: no case, no accents, one alphabet. */
function skeleton(name: string): string {
  const plain = (letter: string): string =>
    lookAlikes.get(letter) ?? lookAlikes.get(letter.toLowerCase()) ?? letter.toLowerCase();
  return Array.from(name.normalize('NFKD'), plain)
    .join('')
    .replace(/[\u0300-\u036f\u20d0-\u20ff\p{P}\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu, '')
    .replaceAll('l', 'i');
}

/** The same for two names that are taken for each other. */
export function foldName(name: string): string {
  const folded = skeleton(name).replaceAll('1', 'i').replaceAll('0', 'o').replaceAll('|', 'i');
  return folded === '' ? name.normalize('NFKC').toLowerCase() : folded;
}

/** What only the product itself is called, and what a model takes for a voice of its own kind. */
const reserved = new Set(
  ['Agent', 'Tandem', 'System', 'Assistant', 'AI Agent', 'AI Assistant', 'Tandem Agent'].map(foldName),
);
const lettersOf = (name: string): string => skeleton(name).replace(/\P{L}/gu, '');
export const isReservedName = (name: string): boolean => reserved.has(lettersOf(name));

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** `Ada (2)`: how the second one is called, within the length that a name may have. */
export function numberedName(name: string, number: number): string {
  const mark = ` (${number})`;
  let start = '';
  for (const { segment } of segmenter.segment(name)) {
    if (start.length + segment.length + mark.length > roomLimits.maxNameLength) break;
    start += segment;
  }
  return start.trimEnd() + mark;
}
