import { visibleLine } from '../../../shared/hidden.ts';

/**
 * A room has many people and one transcript: a model is told who said what by a line before each message.
 * Names are free text: a line break in one would let it speak for someone else.
 */
export function withSpeaker(
  text: string,
  { name, wordsBy, toAgent = true }: { name: string; wordsBy?: string | undefined; toAgent?: boolean },
): string {
  const how =
    wordsBy !== undefined
      ? `asks again what ${visibleLine(wordsBy)} said`
      : toAgent
        ? 'says'
        : 'says to the others';
  return `${visibleLine(name)} ${how}:\n${text}`;
}

export const withoutSpeaker = (text: string): string =>
  text.replace(/^[^\n]* (?:says(?: to the others)?|asks again what [^\n]* said):\n/, '');
