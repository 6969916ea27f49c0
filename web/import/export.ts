import { strToU8, Zip, ZipDeflate } from 'fflate';

/** What is packed before the page has its turn: some milliseconds. */
const sliceChars = 256 * 1024;

/**
 * All files as one archive, made between the page's own work: fflate's workers come from blobs, which the page's policy
 * does not let in.
 * @returns undefined when it was not to go on
 */
export async function zipOf(
  files: ReadonlyMap<string, string>,
  hooks: { onProgress: (done: number) => void; pause: () => Promise<void>; mayGoOn: () => boolean },
): Promise<Blob | undefined> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
  });
  let chars = 0;
  let done = 0;
  for (const [path, text] of files) {
    const file = new ZipDeflate(path);
    zip.add(file);
    file.push(strToU8(text), true);
    hooks.onProgress(++done);
    chars += text.length;
    if (chars < sliceChars) continue;
    await hooks.pause();
    if (!hooks.mayGoOn()) return undefined;
    chars = 0;
  }
  zip.end();
  return new Blob(parts, { type: 'application/zip' });
}
