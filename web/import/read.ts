import { TandemError } from '../../shared/errors.ts';
import { roomLimits } from '../../shared/limits.ts';
import { normalizePath } from '../../shared/paths.ts';
import { cleanText } from '../../shared/text.ts';

/** Something to bring in: its path, its size before it is read, and its bytes. */
export interface Source {
  path: string;
  size: number;
  bytes: () => Promise<Uint8Array>;
}

/** A text that may come into the room. */
export interface Incoming {
  path: string;
  text: string;
  bytes: number;
}

/** What stays out, and why. */
export interface Refused {
  path: string;
  reason: string;
}

/** Made by tools, and made again by them: nobody means them when a folder is brought in. */
const foldersOfTools = /^(?:.*?\/)?(?:node_modules|\.git|__MACOSX)\//;
const filesOfTools = /(?:^|\/)\.DS_Store$/;

/** The outermost folder made by tools that a path leads into. */
export function leftOutWhole(path: string): Refused | undefined {
  const folder = foldersOfTools.exec(path)?.[0];
  return folder === undefined ? undefined : { path: folder, reason: 'left out whole: made by tools' };
}

const kibibytes = (bytes: number): string => `${Math.ceil(bytes / 1024).toLocaleString('en')} KiB`;

/** What can be told from path and size alone: the room's spelling of the path, or why it stays out. */
function admit({ path, size }: Pick<Source, 'path' | 'size'>): { path: string } | Refused {
  const byTools = leftOutWhole(path);
  if (byTools) return byTools;
  if (filesOfTools.test(path)) return { path, reason: 'left out: made by tools' };
  if (size > roomLimits.maxFileBytes)
    return { path, reason: `too large: ${kibibytes(size)} of at most ${kibibytes(roomLimits.maxFileBytes)}` };
  try {
    return { path: normalizePath(path) };
  } catch (error) {
    if (error instanceof TandemError) return { path, reason: error.message };
    throw error;
  }
}

/** The text that these bytes are. @returns undefined when they are no UTF-8 text */
function textOfBytes(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return cleanText(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Not UTF-8: the decoder has no other way to say so.
    return undefined;
  }
}

/** Reads all that may come in; says what may not. */
export async function readSources(
  sources: readonly Source[],
  onProgress: (done: number) => void,
): Promise<{ incoming: Incoming[]; refused: Refused[] }> {
  const incoming: Incoming[] = [];
  const refused: Refused[] = [];
  /** A folder stands for all that is in it. */
  const named = new Set<string>();
  for (const [at, source] of sources.entries()) {
    onProgress(at);
    const admitted = admit(source);
    if ('reason' in admitted) {
      if (!named.has(admitted.path)) refused.push(admitted);
      named.add(admitted.path);
      continue;
    }
    try {
      const bytes = await source.bytes();
      const text = textOfBytes(bytes);
      if (text === undefined) refused.push({ path: source.path, reason: 'not text: binary, or not UTF-8' });
      else incoming.push({ path: admitted.path, text, bytes: new TextEncoder().encode(text).length });
    } catch (error) {
      refused.push({ path: source.path, reason: `could not be read: ${errorMessage(error)}` });
    }
  }
  onProgress(sources.length);
  return { incoming, refused };
}

export const errorMessage = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
