import { strToU8, Zip, ZipDeflate } from 'fflate';

/** How much is compressed before yielding to the page; it takes a few milliseconds. */
const sliceChars = 256 * 1024;

/**
 * All files as one archive, created on the main thread in slices: fflate's workers are loaded from blobs, which the
 * page's content security policy blocks.
 * @returns undefined when it was cancelled
 */
export async function zipOf(
  files: ReadonlyMap<string, string>,
  hooks: { onProgress: (done: number) => void; pause: () => Promise<void>; canContinue: () => boolean },
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
    if (!hooks.canContinue()) return undefined;
    chars = 0;
  }
  zip.end();
  return new Blob(parts, { type: 'application/zip' });
}
