import { roomLimits } from './limits.ts';

/** A name in its canonical form: NFC, trimmed, with single spaces. */
export const tidyName = (name: string): string =>
  name
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim();

/** Combining marks piled on one letter, or on none: they would cover the lines around. */
const piledMarks = /[\p{Mn}\p{Me}]{4}|\p{M}{6}|(?:^|\s)\p{M}/u;
export const hasPiledMarks = (name: string): boolean => piledMarks.test(name);

/** Letters of other alphabets → the Latin letters they look like. Capitals first: Greek ones differ from small ones. */
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
    // Circled and boxed letters, and the regional indicators of flags.
    ...[0x1f150, 0x1f170, 0x1f1e6].map((first) => [
      Array.from({ length: 26 }, (_, i) => String.fromCodePoint(first + i)).join(''),
      'abcdefghijklmnopqrstuvwxyz',
    ]),
  ].flatMap(([from = '', to = '']) => Array.from(from, (letter, i) => [letter, to[i] ?? ''] as const)),
);

/** Letters, digits and signs as a hasty reader tells them apart: without case and accents, in one alphabet. */
function skeleton(name: string): string {
  const plain = (letter: string): string =>
    lookAlikes.get(letter) ?? lookAlikes.get(letter.toLowerCase()) ?? letter.toLowerCase();
  return Array.from(name.normalize('NFKD'), plain)
    .join('')
    .replace(/[\u0300-\u036f\u20d0-\u20ff\p{P}\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu, '')
    .replaceAll('l', 'i');
}

/** Equal for two names that are easily mistaken for each other. */
export function foldName(name: string): string {
  const folded = skeleton(name).replaceAll('1', 'i').replaceAll('0', 'o').replaceAll('|', 'i');
  return folded === '' ? name.normalize('NFKC').toLowerCase() : folded;
}

/** Names of the product, and names that a model takes for a role in its conversation. */
const reserved = new Set(
  ['Agent', 'Tandem', 'System', 'Assistant', 'AI Agent', 'AI Assistant', 'Tandem Agent'].map(foldName),
);
const lettersOf = (name: string): string => skeleton(name).replace(/\P{L}/gu, '');
export const isReservedName = (name: string): boolean => reserved.has(lettersOf(name));

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** `Ada (2)`: the name of the second Ada, shortened to the maximum length of a name. */
export function numberedName(name: string, number: number): string {
  const mark = ` (${number})`;
  let start = '';
  for (const { segment } of segmenter.segment(name)) {
    if (start.length + segment.length + mark.length > roomLimits.maxNameLength) break;
    start += segment;
  }
  return start.trimEnd() + mark;
}
