import { visibleLine } from '../../../shared/hidden.ts';

/**
 * A room has many people and one transcript: a model is told who said what by a line before each message.
 * Names are free text: a line break in one would let it speak for someone else.
 */
export function withSpeaker(name: string, text: string, toAgent = true): string {
  return `${visibleLine(name)} says${toAgent ? '' : ' to the others'}:\n${text}`;
}

export const withoutSpeaker = (text: string): string =>
  text.replace(/^[^\n]* says(?: to the others)?:\n/, '');
