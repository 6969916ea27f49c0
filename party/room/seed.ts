import * as Y from 'yjs';
import { createFile } from '../../shared/doc.ts';
import { setTitle } from '../../shared/meta.ts';
import { seedFiles, seedTitle } from './seed-files.ts';

/**
 * The client id that the seed is written under. A changed seed needs a new one: two replicas that hold different
 * structs under one id never agree again.
 */
export const seedClientId = 1;

let cached: Uint8Array | undefined;

/** What a new room begins with: always the same bytes, so that seeding twice is the same as once. */
export function seedUpdate(): Uint8Array {
  cached ??= build();
  return cached;
}

function build(): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = seedClientId;
  doc.transact(() => {
    setTitle(doc, seedTitle);
    for (const [i, { path, text }] of seedFiles.entries()) {
      createFile(doc, path, text, null, `00000000000000000000000${String(i).padStart(3, '0')}`);
    }
  });
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}
