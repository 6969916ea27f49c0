import { unzipSync } from 'fflate';
import { importLimits } from '../../shared/limits.ts';
import type { Source } from './read.ts';

/** Files as a picker gives them; those of a folder keep their path in it. */
export const sourcesOfFiles = (files: Iterable<File>): Source[] =>
  Array.from(files, (file) => sourceOf(file, file.webkitRelativePath || file.name));

const sourceOf = (file: File, path: string): Source => ({
  path,
  size: file.size,
  bytes: async () => new Uint8Array(await file.arrayBuffer()),
});

/** All files of what was dropped, folders whole. `entries` must have been taken while the drop was handled. */
export async function sourcesOfEntries(entries: readonly FileSystemEntry[]): Promise<Source[]> {
  const sources: Source[] = [];
  for (const entry of entries) {
    if (isFile(entry)) {
      const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
      sources.push(sourceOf(file, entry.fullPath));
    } else if (isDirectory(entry)) {
      sources.push(...(await sourcesOfEntries(await childrenOf(entry))));
    }
  }
  return sources;
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

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
