import { seededRandom } from '../../test/random.ts';
import { percentile } from '../lib/figures.ts';
import { Client } from './client.ts';
import type { Contestant, Running } from './servers.ts';
import { Typist } from './typist.ts';
import { Watch } from './watch.ts';

export interface TypingFigures {
  edits: number;
  cpuMsPer1000Edits: number | undefined;
  /** For each edit and each client that it reached. */
  cpuUsPerDelivery: number | undefined;
  p50Ms: number | undefined;
  p99Ms: number | undefined;
  /** What one client was sent, on average. */
  framesPerClient: number;
  bytesPerClient: number;
  rssBytes: number | undefined;
}

const keystrokeMs = 200;
/**
 * `graceMs`: the wait after the last keystroke, for edits still on their way. An edit that takes longer than
 * `lossMs` is lost.
 */
const graceMs = 100;
const lossMs = 10_000;

/** `count` people type five keys a second each for `seconds`, with one cursor move per key. */
export async function typing(
  contestant: Contestant,
  server: Running,
  room: string,
  options: { count: number; seconds: number; seed: number },
): Promise<TypingFigures> {
  const { count, seconds, seed } = options;
  const random = seededRandom(seed);
  const typists = Array.from({ length: count }, (_, at) => new Typist(1_000_000 * count + at, random));
  const clients: Client[] = [];
  const latencies: number[] = [];
  for (let at = 0; at < count; at++) {
    const url = await server.url(room, at);
    clients.push(await Client.join(url, contestant.wire, room, { waits: contestant.knowsDocument }));
  }
  // The presence of newcomers, the first edit of each, and a server's work after their handshakes are not part of typing.
  for (const [at, client] of clients.entries()) {
    client.showCursor(typists[at]!.cursor());
    client.sendEdit(typists[at]!.type());
  }
  await pause(300);
  const watches = clients.map((client, at) => {
    const watch = new Watch(client, (ms) => void latencies.push(ms));
    const watched = typists[(at + 1) % count]!;
    watch.follow(watched.clientId, watched.clock);
    return watch;
  });

  for (const client of clients) client.frames = client.bytes = 0;
  const before = server.usage();
  let edits = 0;
  const endMs = performance.now() + seconds * 1_000;
  const typeOn = async (at: number): Promise<void> => {
    await pause(random.next() * keystrokeMs);
    for (; performance.now() < endMs; await pause(keystrokeMs * (0.5 + random.next()))) {
      const [typist, client] = [typists[at]!, clients[at]!];
      const update = typist.type();
      watches[(at + count - 1) % count]!.sent(typist.clientId, typist.clock);
      client.sendEdit(update);
      client.showCursor(typist.cursor());
      edits++;
    }
  };
  await Promise.all(clients.map((_, at) => typeOn(at)));
  const lostMs = performance.now() + lossMs;
  while (watches.some(({ waiting }) => waiting > 0) && performance.now() < lostMs) await pause(5);
  await pause(graceMs);

  const after = server.usage();
  const cpuMs = before && after ? after.cpuMs - before.cpuMs : undefined;
  const mean = (key: 'frames' | 'bytes'): number =>
    clients.reduce((sum, client) => sum + client[key], 0) / count;
  const figures = {
    edits,
    cpuMsPer1000Edits: cpuMs === undefined ? undefined : (cpuMs / edits) * 1_000,
    cpuUsPerDelivery: cpuMs === undefined ? undefined : (cpuMs / edits / (count - 1)) * 1_000,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    framesPerClient: mean('frames'),
    bytesPerClient: mean('bytes'),
    rssBytes: after?.rssBytes,
  };
  for (const client of clients) client.check();
  for (const watch of watches) watch.check(contestant.name);
  await Promise.all(clients.map((client) => client.leave()));
  for (const typist of typists) typist.destroy();
  return figures;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
