import { unzipSync } from 'fflate';
import { errorMessage } from '../../shared/errors.ts';
import { importLimits } from '../../shared/limits.ts';
import { zipNames } from './zip-names.ts';
import { skippedFolder, type Refused, type Source } from './read.ts';

/** Picked or dropped files, to be imported into `folder` (empty for the root). */
export interface ImportJob {
  files: readonly File[];
  entries: readonly FileSystemEntry[];
  folder: string;
}

/** The common part of the browser's file and folder entries. */
type Entry = Pick<FileSystemEntry, 'fullPath' | 'isFile' | 'isDirectory'>;

/**
 * All files that were picked or dropped, including the contents of folders. Archives given directly are unpacked; one
 * inside a folder is an ordinary file. What cannot be read is refused with its reason.
 * @param entries must be read from the drop event while it is handled
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
  const addFile = async (file: File, path: string, isTopLevel: boolean): Promise<void> => {
    if (isTopLevel && path.toLowerCase().endsWith('.zip')) sources.push(...(await sourcesOfZip(file)));
    else sources.push(sourceOf(file, path));
  };
  const walk = async (entry: Entry, isTopLevel: boolean): Promise<void> => {
    const path = entry.fullPath.replace(/^\//, '');
    await attempt(path, async () => {
      if (isFile(entry)) await addFile(await fileOf(entry), path, isTopLevel);
      if (!isDirectory(entry)) return;
      // Checked before walking it: such folders often contain more files than everything else.
      const byTools = skippedFolder(`${path}/`);
      if (byTools) refused.push(byTools);
      else for (const child of await childrenOf(entry)) await walk(child, false);
    });
  };
  for (const file of files) {
    // Files of a picked folder keep their path.
    const isTopLevel = file.webkitRelativePath === '' || file.webkitRelativePath === undefined;
    const path = isTopLevel ? file.name : file.webkitRelativePath;
    await attempt(path, () => addFile(file, path, isTopLevel));
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
    // A reader returns up to 100 entries at a time, and none at the end.
    const more = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (more.length === 0) return children;
    children.push(...more);
  }
}

/**
 * The files of an archive. Each is unpacked only when read, so a file whose declared size is too large never is.
 * @throws Error when it is not a .zip archive, or too large
 */
export async function sourcesOfZip(file: Blob): Promise<Source[]> {
  if (file.size > importLimits.maxZipBytes)
    throw new Error(`An archive can have at most ${importLimits.maxZipBytes / 1024 / 1024} MiB.`);
  const archive = new Uint8Array(await file.arrayBuffer());
  const sources: Source[] = [];
  let names: readonly (string | undefined)[] | undefined;
  let at = 0;
  unzipSync(archive, {
    filter: ({ name, originalSize }) => {
      names ??= zipNames(archive);
      const read = names[at++];
      const bytes = async (): Promise<Uint8Array> => {
        if (read === undefined) throw new Error('the archive has its name in an unknown encoding');
        return unpack(archive, name);
      };
      const path = read ?? name.replace(/[^\0-\x7f]/g, '\uFFFD');
      if (!name.endsWith('/')) sources.push({ path, size: originalSize, bytes });
      return false;
    },
  });
  return sources;
}

/** @param name as the library decodes it */
function unpack(archive: Uint8Array, name: string): Uint8Array {
  const bytes = unzipSync(archive, { filter: (entry) => entry.name === name })[name];
  if (!bytes) throw new Error('it is missing from the archive');
  return bytes;
}
