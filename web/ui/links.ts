/** A location in one of the room's files, as output mentions it. */
interface FileLocation {
  path: string;
  line: number;
  column: number | undefined;
}

export type Piece = { text: string; place?: FileLocation };

const numbersPattern = /:(\d{1,7})(?::(\d{1,7}))?(?![\w.])/g;
/** What may precede a path, so that it is not part of a longer path, a URL or an address. */
const beforePath = /^$|[\s()[\]{}<>"'“”‘’„`,;=|\u00a0]$/u;
/** The length of the longest path that is searched for, in UTF-16 units. */
const maxLength = 256;

/**
 * Splits a text at locations in the room's files. Joined, the pieces are the text again. File names may contain spaces
 * and brackets, so if several files match, the one with the longest path counts.
 */
export function findPlaces(text: string, isFile: (path: string) => boolean): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(numbersPattern)) {
    const path = pathBefore(text.slice(end, match.index), isFile);
    if (path === undefined) continue;
    const start = match.index - path.written.length;
    if (start > end) pieces.push({ text: text.slice(end, start) });
    end = match.index + match[0].length;
    const [, line, column] = match;
    pieces.push({
      text: text.slice(start, end),
      place: {
        path: path.path,
        line: Number(line),
        column: column === undefined ? undefined : Number(column),
      },
    });
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

function pathBefore(
  text: string,
  isFile: (path: string) => boolean,
): { path: string; written: string } | undefined {
  for (let start = Math.max(0, text.length - maxLength); start < text.length; start++) {
    if (!beforePath.test(text.slice(Math.max(0, start - 1), start))) continue;
    const written = text.slice(start);
    const path = roomPath(written);
    if (isFile(path)) return { path, written };
  }
  return undefined;
}

/** The path in the room of what was written: relative, at `/work`, or the URL that `import.meta` has. */
function roomPath(written: string): string {
  const inUrl = /^file:\/\/\/work\/(.*)$/s.exec(written)?.[1];
  if (inUrl === undefined) return written.replace(/^(?:\.\/|\/work\/)/, '');
  try {
    return decodeURIComponent(inUrl);
  } catch {
    // A `%` that encodes nothing.
    return inUrl;
  }
}
