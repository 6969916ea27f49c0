import { strToU8, zipSync } from 'fflate';

/** All files as one archive. */
export const zipOf = (files: ReadonlyMap<string, string>): Uint8Array<ArrayBuffer> =>
  new Uint8Array(zipSync(Object.fromEntries([...files].map(([path, text]) => [path, strToU8(text)]))));

/** Gives the browser a file to keep. */
export function download(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/zip' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // A moment later: the click only begins to read it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
