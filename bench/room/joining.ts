import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as Y from 'yjs';
import * as z from 'zod/mini';
import { seededRandom } from '../../test/random.ts';
import { median } from '../lib/figures.ts';
import { Client } from './client.ts';
import type { Contestant, Running } from './servers.ts';
import { letters } from './typist.ts';

/** A document as it was typed, in updates of some hundred keystrokes each, and its final text. */
export interface LargeDocument {
  readonly updates: readonly Uint8Array[];
  readonly text: string;
}

const editsPerUpdate = 500;
const joins = 5;
const timeoutMs = 30_000;

/** Positions are in UTF-16 units, as Yjs counts. */
type Edit = readonly [at: number, removed: number, inserted: string];

const traceSchema = z.object({
  txns: z.array(z.object({ patches: z.array(z.tuple([z.number(), z.number(), z.string()])) })),
  endContent: z.string(),
});

/**
 * Reads a recorded trace: gzipped JSON, `{txns: [{patches: [[position, removed, inserted]]}], endContent}`, whose
 * positions count code points. @throws when replaying it does not give `endContent`.
 */
export function traceDocument(file: string): LargeDocument {
  const { txns, endContent } = traceSchema.parse(JSON.parse(gunzipSync(readFileSync(file)).toString()));
  const document = replay(txns.flatMap(({ patches }) => patches));
  if (document.text !== endContent) {
    throw new Error('the trace does not replay to its end: are there characters beyond U+FFFF in it?');
  }
  return document;
}

/** Makes up the typing of a large file: runs of inserting and deleting, at changing places. */
export function generatedDocument(edits: number, seed: number): LargeDocument {
  const random = seededRandom(seed);
  const made: Edit[] = [];
  let length = 0;
  for (let at = 0; made.length < edits; at = random.int(length + 1)) {
    for (let run = 5 + random.int(60); run > 0; run--) {
      if (at > 0 && random.int(8) === 0) {
        made.push([--at, 1, '']);
        length--;
      } else {
        made.push([at++, 0, random.pick(letters)]);
        length++;
      }
    }
  }
  return replay(made);
}

function replay(edits: readonly Edit[]): LargeDocument {
  const doc = new Y.Doc();
  doc.clientID = 5;
  const text = doc.getText('text');
  const updates: Uint8Array[] = [];
  doc.on('update', (update) => void updates.push(update));
  for (let from = 0; from < edits.length; from += editsPerUpdate) {
    doc.transact(() => {
      for (const [at, removed, inserted] of edits.slice(from, from + editsPerUpdate)) {
        if (removed > 0) text.delete(at, removed);
        if (inserted !== '') text.insert(at, inserted);
      }
    });
  }
  return { updates, text: text.toJSON() };
}

/**
 * Brings a large document into a room, and joins it late. @returns the median join in ms, and how many bytes
 * it took.
 */
export async function lateJoin(
  contestant: Contestant,
  server: Running,
  room: string,
  document: LargeDocument,
): Promise<{ ms: number; bytes: number }> {
  const writer = await Client.join(await server.url(room, 0), contestant.wire, room, { waits: true });
  for (const update of document.updates) writer.sendEdit(update);
  const deadline = performance.now() + timeoutMs;
  while ((await joinOnce(contestant, server, room)).text !== document.text) {
    if (performance.now() > deadline) throw new Error(`${contestant.name} does not hold the document`);
  }
  const figures = await joinAgain(contestant, server, room);
  await writer.leave();
  return figures;
}

/** Joins a room several times, one after the other. */
export async function joinAgain(
  contestant: Contestant,
  server: Running,
  room: string,
): Promise<{ ms: number; bytes: number }> {
  const found: { ms: number; bytes: number }[] = [];
  for (let left = joins; left > 0; left--) found.push(await joinOnce(contestant, server, room));
  return { ms: median(found.map(({ ms }) => ms)) ?? 0, bytes: found[0]?.bytes ?? 0 };
}

/** From the first byte of the handshake to the text in a replica. `number`: of the one who joins, if all others type. */
export async function joinOnce(
  contestant: Contestant,
  server: Running,
  room: string,
  number = 1,
): Promise<{ ms: number; bytes: number; text: string }> {
  const url = await server.url(room, number);
  const doc = new Y.Doc();
  const startMs = performance.now();
  const onUpdate = (update: Uint8Array): void => Y.applyUpdate(doc, update);
  const client = await Client.join(url, contestant.wire, room, { waits: true, onUpdate });
  const ms = performance.now() - startMs;
  const { bytes } = client;
  const text = doc.getText('text').toJSON();
  await client.leave();
  doc.destroy();
  return { ms, bytes, text };
}
