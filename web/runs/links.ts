/** A place in one of the room's files, as a line of output names it. */
interface Place {
  path: string;
  line: number;
  column: number | undefined;
}

export type Piece = { text: string; place?: Place };

// A relative path that ends in a name with an extension, a line, perhaps a column. Not inside a longer path, an
// address (`http://host.org:80`) or a name with a scheme.
const placePattern =
  /(?<![\w/.:@\\-])(?:\.\/)?((?:\.?@?[\w-][\w.-]*\/)*\.?[\w-][\w.-]*\.[A-Za-z]\w{0,9}):(\d{1,7})(?::(\d{1,7}))?(?![\w.])/g;

/** The text in pieces; those that name a place in a file carry it. Put together they are the text again. */
export function findPlaces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(placePattern)) {
    const [found, path, line, column] = match;
    if (path === undefined) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    end = match.index + found.length;
    pieces.push({
      text: found,
      place: { path, line: Number(line), column: column === undefined ? undefined : Number(column) },
    });
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}
