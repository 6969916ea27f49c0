import { seededRandom } from '../../test/random.ts';
import { Client, reaches } from './client.ts';
import type { Contestant, Running } from './servers.ts';
import { Typist } from './typist.ts';

export interface BurstFigures {
  /** From the first edit sent to the last one heard by the last client. */
  editsPerSecond: number;
  cpuMsPer1000Edits: number | undefined;
  framesPerClient: number;
}

const count = 10;
const each = 1_000;
/** How many edits a client sends before the next client's turn. */
const stride = 5;
const timeoutMs = 60_000;

/** Ten clients send 1,000 edits each as fast as possible, until every client has them all. */
export async function burst(
  contestant: Contestant,
  server: Running,
  room: string,
  seed: number,
): Promise<BurstFigures> {
  const random = seededRandom(seed);
  const typists = Array.from({ length: count }, (_, at) => new Typist(7_000_000 + at, random));
  // Prepared before the clock starts.
  const scripts = typists.map((typist) => Array.from({ length: each }, () => typist.type()));
  const waiting = new Set<number>();
  const { promise: allHeard, resolve, reject } = Promise.withResolvers<void>();
  const clients: Client[] = [];
  for (let at = 0; at < count; at++) {
    const others = new Map(
      typists.filter((_, other) => other !== at).map((one) => [one.clientId, one.clock]),
    );
    waiting.add(at);
    const onUpdate = (update: Uint8Array): void => {
      for (const [author, clock] of reaches(update)) {
        if (clock >= (others.get(author) ?? Infinity)) others.delete(author);
      }
      if (others.size > 0 || !waiting.delete(at)) return;
      if (waiting.size === 0) resolve();
    };
    const url = await server.url(room, at);
    const waits = contestant.knowsDocument;
    clients.push(await Client.join(url, contestant.wire, room, { waits, onUpdate }));
  }
  for (const client of clients) client.frames = 0;

  const timer = setTimeout(() => reject(new Error(`${contestant.name} did not end a burst`)), timeoutMs);
  const before = server.usage();
  const startMs = performance.now();
  for (let at = 0; at < each; at += stride) {
    for (const [index, client] of clients.entries()) {
      for (const update of scripts[index]!.slice(at, at + stride)) client.sendEdit(update);
    }
    await new Promise((next) => setImmediate(next));
  }
  await allHeard;
  const seconds = (performance.now() - startMs) / 1_000;
  clearTimeout(timer);
  const after = server.usage();

  for (const client of clients) client.check();
  const figures = {
    editsPerSecond: (count * each) / seconds,
    cpuMsPer1000Edits: before && after ? (after.cpuMs - before.cpuMs) / ((count * each) / 1_000) : undefined,
    framesPerClient: clients.reduce((sum, { frames }) => sum + frames, 0) / count,
  };
  await Promise.all(clients.map((client) => client.leave()));
  for (const typist of typists) typist.destroy();
  return figures;
}
