import * as Y from 'yjs';
import { createFile } from '../../shared/doc.ts';
import { setTitle } from '../../shared/meta.ts';
import type { Sample } from '../../shared/samples.ts';
import { kata } from './samples/kata.ts';
import { launchDay } from './samples/launch-day.ts';
import type { Seed } from './samples/seed.ts';
import { worker } from './samples/worker.ts';

export const seeds: Record<Sample, Seed> = {
  typescript: launchDay,
  kata,
  worker,
  empty: { clientId: 4, title: 'Untitled room', files: [] },
};

const cached = new Map<Sample, Uint8Array>();

/** A sample as an update: always the same bytes, so that seeding twice is the same as once. */
export function seedUpdate(sample: Sample): Uint8Array {
  const update = cached.get(sample) ?? build(seeds[sample]);
  cached.set(sample, update);
  return update;
}

function build({ clientId, title, files }: Seed): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  doc.transact(() => {
    setTitle(doc, title);
    for (const [i, { path, text }] of files.entries()) {
      createFile(doc, path, text, null, `00000000000000000000000${String(i).padStart(3, '0')}`);
    }
  });
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}
