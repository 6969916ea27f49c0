/** Gives the browser a file to keep. */
export function download(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // A moment later: the click only begins to read it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
