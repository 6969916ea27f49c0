import { unzipSync } from 'fflate';
import { importLimits } from '../../shared/limits.ts';
import { leftOutWhole, type Refused, type Source, errorMessage } from './read.ts';

/** What was picked or dropped, to come under `folder` (empty for the top). */
export interface ImportJob {
  files: readonly File[];
  entries: readonly FileSystemEntry[];
  folder: string;
}

/** What is asked of the browser's entries; which of the two kinds it is tells what else it has. */
type Entry = Pick<FileSystemEntry, 'fullPath' | 'isFile' | 'isDirectory'>;

/**
 * All files of what was picked or dropped, folders whole. Archives that were given themselves are unpacked; one inside a
 * folder is a file like others. What cannot be read stays out with its reason, and the rest comes.
 * @param entries taken while the drop was handled
 */
export async function sourcesOf(
  files: readonly File[],
  entries: readonly Entry[],
): Promise<{ sources: Source[]; refused: Refused[] }> {
  const sources: Source[] = [];
  const refused: Refused[] = [];
  const attempt = async (path: string, act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      refused.push({ path, reason: `could not be read: ${errorMessage(error)}` });
    }
  };
  const take = async (file: File, path: string, given: boolean): Promise<void> => {
    if (given && path.toLowerCase().endsWith('.zip')) sources.push(...(await sourcesOfZip(file)));
    else sources.push(sourceOf(file, path));
  };
  const walk = async (entry: Entry, given: boolean): Promise<void> => {
    const path = entry.fullPath.replace(/^\//, '');
    await attempt(path, async () => {
      if (isFile(entry)) await take(await fileOf(entry), path, given);
      if (!isDirectory(entry)) return;
      // Before it is walked: there is often more in it than in all the rest.
      const byTools = leftOutWhole(`${path}/`);
      if (byTools) refused.push(byTools);
      else for (const child of await childrenOf(entry)) await walk(child, false);
    });
  };
  for (const file of files) {
    // Files of a folder keep their path in it.
    const given = file.webkitRelativePath === '' || file.webkitRelativePath === undefined;
    const path = given ? file.name : file.webkitRelativePath;
    await attempt(path, () => take(file, path, given));
  }
  for (const entry of entries) await walk(entry, true);
  return { sources, refused };
}

const sourceOf = (file: File, path: string): Source => ({
  path,
  size: file.size,
  bytes: async () => new Uint8Array(await file.arrayBuffer()),
});

const isFile = (entry: Entry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: Entry): entry is FileSystemDirectoryEntry => entry.isDirectory;

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    // A reader gives a hundred at a time, and none when it is through.
    const more = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (more.length === 0) return children;
    children.push(...more);
  }
}

/**
 * The files of an archive. Each is unpacked only when it is read, so that one which says it is too large never is.
 * @throws Error when it is no .zip archive, or too large
 */
export async function sourcesOfZip(file: Blob): Promise<Source[]> {
  if (file.size > importLimits.maxZipBytes)
    throw new Error(`An archive can have at most ${importLimits.maxZipBytes / 1024 / 1024} MiB.`);
  const archive = new Uint8Array(await file.arrayBuffer());
  const sources: Source[] = [];
  unzipSync(archive, {
    filter: ({ name, originalSize }) => {
      if (!name.endsWith('/'))
        sources.push({ path: name, size: originalSize, bytes: async () => unpack(archive, name) });
      return false;
    },
  });
  return sources;
}

function unpack(archive: Uint8Array, name: string): Uint8Array {
  const bytes = unzipSync(archive, { filter: (entry) => entry.name === name })[name];
  if (!bytes) throw new Error('the archive has lost it');
  return bytes;
}
