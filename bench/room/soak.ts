import { setTimeout as pause } from 'node:timers/promises';
import { newRoomId } from '../../shared/ids.ts';
import { seededRandom } from '../../test/random.ts';
import type { Findings } from '../lib/bench.ts';
import { percentile } from '../lib/figures.ts';
import { Client } from './client.ts';
import { joinOnce } from './joining.ts';
import { ours, type Running } from './servers.ts';
import { Typist } from './typist.ts';
import { Watch } from './watch.ts';

const count = 10;
const keystrokeMs = 200;
/** Of one person's own text; beyond it they delete half of it. */
const maxLength = 500;
const minuteMs = 60_000;
const renewEveryMinutes = 5;
const graceMs = 10_000;
const seed = 1;
const mib = 1024 ** 2;

interface Minute {
  minute: number;
  edits: number;
  p50Ms: number | undefined;
  p99Ms: number | undefined;
  rssBytes: number | undefined;
  /** Of the whole document, as one who joins gets it. */
  documentBytes: number;
  joinMs: number;
}

/** Ten of Tandem's own clients type for long in one room, and delete what is too much: what grows all the same? */
export async function soak(minutes: number): Promise<Findings> {
  const server = await ours.start();
  try {
    const measured = await typeFor(minutes, server);
    const every = Math.max(1, Math.floor(minutes / 10));
    return {
      tables: [
        {
          title: `${ours.name}: ${count} people × 5 edits/s in one room, minute by minute`,
          columns: ['minute', 'edits', 'p50, ms', 'p99, ms', 'memory, MiB', 'document, kB', 'a join, ms'],
          rows: measured
            .filter(({ minute }) => minute === 1 || minute % every === 0)
            .map((of) => [
              String(of.minute),
              of.edits,
              of.p50Ms,
              of.p99Ms,
              of.rssBytes === undefined ? undefined : of.rssBytes / mib,
              of.documentBytes / 1_000,
              of.joinMs,
            ]),
        },
      ],
      notes: [
        `Everyone deletes half of their own text when it is longer than ${maxLength} characters; the document keeps a mark of what was deleted.`,
        'Memory is that of the workerd that serves the room.',
      ],
      data: { minutes: measured },
    };
  } finally {
    await server.stop();
  }
}

async function typeFor(minutes: number, server: Running): Promise<Minute[]> {
  const room = newRoomId();
  const random = seededRandom(seed);
  const typists = Array.from({ length: count }, (_, at) => new Typist(2_000_000 + at, random, maxLength));
  const clients: Client[] = [];
  for (let at = 0; at < count; at++) {
    clients.push(await Client.join(await server.url(room, at), ours.wire, room, { waits: true }));
  }
  let latencies: number[] = [];
  let edits = 0;
  const watches = clients.map((client, at) => {
    const watch = new Watch(client, (ms) => void latencies.push(ms));
    watch.follow(typists[(at + 1) % count]!.clientId, 0);
    return watch;
  });
  const startMs = performance.now();
  const endMs = startMs + minutes * minuteMs;
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
  const measured: Minute[] = [];
  const reportOn = async (): Promise<void> => {
    for (let minute = 1; minute <= minutes; minute++) {
      await pause(startMs + minute * minuteMs - performance.now());
      const times = latencies;
      latencies = [];
      const { ms, bytes } = await joinOnce(ours, server, room, count);
      const found = {
        minute,
        edits,
        p50Ms: percentile(times, 0.5),
        p99Ms: percentile(times, 0.99),
        rssBytes: server.usage()?.rssBytes,
        documentBytes: bytes,
        joinMs: ms,
      };
      edits = 0;
      measured.push(found);
      console.error(JSON.stringify(found));
      for (const client of clients) client.check();
      if (minute % renewEveryMinutes === 0) await renewTokens(server, room, clients);
    }
  };
  await Promise.all([reportOn(), ...clients.map((_, at) => typeOn(at))]);
  await pause(graceMs);
  for (const watch of watches) watch.check(ours.name);
  await Promise.all(clients.map((client) => client.leave()));
  for (const typist of typists) typist.destroy();
  return measured;
}

/** A session ends after a quarter of an hour; clients renew it before. */
async function renewTokens(server: Running, room: string, clients: readonly Client[]): Promise<void> {
  for (const [at, client] of clients.entries()) {
    const token = new URL(await server.url(room, at)).searchParams.get('token');
    if (token !== null) client.renewToken(token);
  }
}
