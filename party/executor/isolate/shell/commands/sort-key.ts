/** What just-bash's `sort` has of a key. */
interface Key {
  startField: number;
  startChar?: number;
  endField?: number;
  endChar?: number;
  ignoreLeading?: boolean;
}

/** Where each field of a line begins and ends; without a delimiter, a field has the blanks before it. */
function fieldsOf(line: string, delimiter: string | null): [start: number, end: number][] {
  const fields: [number, number][] = [];
  const isBlank = (at: number): boolean => line[at] === ' ' || line[at] === '\t';
  if (delimiter === null) {
    for (let at = 0, from = 0; at < line.length; from = at) {
      while (at < line.length && isBlank(at)) at += 1;
      if (at === line.length) break;
      while (at < line.length && !isBlank(at)) at += 1;
      fields.push([from, at]);
    }
    return fields;
  }
  let start = 0;
  for (const field of line.split(delimiter)) {
    fields.push([start, start + field.length]);
    start += field.length + delimiter.length;
  }
  return fields;
}

/** The part of a line that `sort -k` compares. */
export function sortKey(
  line: string,
  { startField, startChar = 1, endField, endChar = 0, ignoreLeading = false }: Key,
  delimiter: string | null,
): string {
  const fields = fieldsOf(line, delimiter);
  const skip = (at: number): number =>
    at + (ignoreLeading ? (/^[ \t]*/.exec(line.slice(at))?.[0].length ?? 0) : 0);
  const first = fields[startField - 1];
  if (!first) return '';
  const start = skip(first[0]) + startChar - 1;
  const last = endField === undefined ? undefined : fields[endField - 1];
  const end = last === undefined ? line.length : endChar === 0 ? last[1] : skip(last[0]) + endChar;
  return line.slice(Math.min(start, line.length), Math.max(start, end));
}

/** The number that a text begins with, as `sort -n` reads it; 0 where none does. */
export const numberOf = (text: string): number => Number(/^\s*(-?\d*\.?\d*)/.exec(text)?.[1]) || 0;
