const signatures = { entry: 0x0201_4b50, end: 0x0605_4b50 };
const endLength = 22;
const isUtf8 = 0x0800;

/**
 * The names in an archive, in the order of its directory. Few tools say that a name is UTF-8, and most write it so;
 * undefined for one that is not.
 * @throws RangeError when this is no archive
 */
export function zipNames(archive: Uint8Array): (string | undefined)[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  let end = archive.length - endLength;
  while (view.getUint32(end, true) !== signatures.end) end--;
  const names: (string | undefined)[] = [];
  let at = view.getUint32(end + 16, true);
  while (at < end && view.getUint32(at, true) === signatures.entry) {
    const nameLength = view.getUint16(at + 28, true);
    const bytes = archive.subarray(at + 46, at + 46 + nameLength);
    names.push(nameOf(bytes, (view.getUint16(at + 8, true) & isUtf8) !== 0));
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return names;
}

function nameOf(bytes: Uint8Array, isMarked: boolean): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: !isMarked }).decode(bytes);
  } catch {
    // The decoder throws on invalid UTF-8.
    return undefined;
  }
}
