import { errorMessage, TandemError } from '../../shared/errors.ts';
import { roomLimits } from '../../shared/limits.ts';
import { normalizePath } from '../../shared/paths.ts';
import { cleanText } from '../../shared/text.ts';

/** A file to import: its path, its size in bytes before it is read, and its content. */
export interface Source {
  path: string;
  size: number;
  bytes: () => Promise<Uint8Array>;
}

/** A text file that may be imported. */
export interface Incoming {
  path: string;
  text: string;
  bytes: number;
}

/** A path that is not imported, and why. */
export interface Refused {
  path: string;
  reason: string;
}

/** Folders that tools generate; nobody wants to import them along with a project. */
const toolFolders = /^(?:.*?\/)?(?:node_modules|\.git|__MACOSX)\//;
const toolFiles = /(?:^|\/)\.DS_Store$/;

/** The outermost tool-generated folder in a path, if any. */
export function skippedFolder(path: string): Refused | undefined {
  const folder = toolFolders.exec(path)?.[0];
  return folder === undefined
    ? undefined
    : { path: folder, reason: 'skipped with everything in it: made by tools' };
}

const kibibytes = (bytes: number): string => `${Math.ceil(bytes / 1024).toLocaleString('en')} KiB`;

/** Checks path and size before reading. @returns the normalised path, or why the file is skipped */
function checkSource({ path, size }: Pick<Source, 'path' | 'size'>): { path: string } | Refused {
  const byTools = skippedFolder(path);
  if (byTools) return byTools;
  if (toolFiles.test(path)) return { path, reason: 'skipped: made by tools' };
  if (size > roomLimits.maxFileBytes)
    return { path, reason: `too large: ${kibibytes(size)} of at most ${kibibytes(roomLimits.maxFileBytes)}` };
  try {
    return { path: normalizePath(path) };
  } catch (error) {
    if (error instanceof TandemError) return { path, reason: error.message };
    throw error;
  }
}

/** Decodes a text file. @returns undefined when the bytes are not UTF-8 text */
function textOfBytes(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return cleanText(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // The decoder throws on invalid UTF-8.
    return undefined;
  }
}

/** Reads all files that may be imported, and lists the others with reasons. */
export async function readSources(
  sources: readonly Source[],
  onProgress: (done: number) => void,
): Promise<{ incoming: Incoming[]; refused: Refused[] }> {
  const incoming: Incoming[] = [];
  const refused: Refused[] = [];
  /** Paths already listed: a skipped folder is listed once for everything in it. */
  const named = new Set<string>();
  for (const [at, source] of sources.entries()) {
    onProgress(at);
    const checked = checkSource(source);
    if ('reason' in checked) {
      if (!named.has(checked.path)) refused.push(checked);
      named.add(checked.path);
      continue;
    }
    try {
      const bytes = await source.bytes();
      const text = textOfBytes(bytes);
      if (text === undefined) refused.push({ path: source.path, reason: 'not text: binary, or not UTF-8' });
      else incoming.push({ path: checked.path, text, bytes: new TextEncoder().encode(text).length });
    } catch (error) {
      refused.push({ path: source.path, reason: `could not be read: ${errorMessage(error)}` });
    }
  }
  onProgress(sources.length);
  return { incoming, refused };
}
