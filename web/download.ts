/** Lets the browser save a file. */
export function download(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Revoked late: the click only starts the download, which goes on reading the URL.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
