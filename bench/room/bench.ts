import { newRoomId } from '../../shared/ids.ts';
import { type Bench, countFlag, type Findings, type Flags } from '../lib/bench.ts';
import { medians } from '../lib/figures.ts';
import { burst } from './burst.ts';
import { generatedDocument, joinAgain, type LargeDocument, lateJoin, traceDocument } from './joining.ts';
import { type Contestant, contestants, type Running } from './servers.ts';
import { type Column, ratios, sizesTable, mainTable } from './tables.ts';
import { typing } from './typing.ts';

/** The figures of one server in one round, or the medians of its rounds. */
export type Round = Partial<Record<Column, number | undefined>>;

export const bench: Bench = {
  about: 'sync, beside the servers that others use, with the same work from the same driver',
  flags: {
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    only: { type: 'string' },
    trace: { type: 'string' },
  },
  run,
};

async function run(flags: Flags): Promise<Findings> {
  const rounds = countFlag(flags, 'rounds', 3);
  const seconds = countFlag(flags, 'seconds', 3);
  const document =
    typeof flags['trace'] === 'string' ? traceDocument(flags['trace']) : generatedDocument(100_000, 11);
  const wanted = typeof flags['only'] === 'string' ? flags['only'].split(',') : undefined;
  const chosen = contestants.filter(({ name }) => wanted?.includes(name) ?? true);
  if (chosen.length === 0) throw new Error(`--only: ${contestants.map(({ name }) => name).join(',')}`);

  const measured = new Map<string, Round[]>(chosen.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const contestant of chosen) {
      console.error(`round ${round}: ${contestant.name}`);
      const server = await contestant.start();
      try {
        measured.get(contestant.name)?.push(await measure(contestant, server, document, seconds, round));
      } finally {
        await server.stop();
      }
    }
  }
  const figures = new Map([...measured].map(([name, all]) => [name, medians<Column>(all)]));
  return {
    tables: [mainTable(figures), sizesTable(figures), ...ratios(figures)],
    notes: [
      'Tandem checks every edit, verifies tokens and has an edit on disk before anyone hears of it; the others, as they come, do none of this and keep documents in memory.',
      'CPU is user and system time of the process that serves (workerd or Node); a relay knows no document, so it is the floor of its platform.',
      'Latency is from a keystroke sent to one other client having read it. The driver shares the machine with the server.',
    ],
    data: {
      documentCharacters: document.text.length,
      medians: Object.fromEntries(figures),
      rounds: Object.fromEntries(measured),
    },
  };
}

/** Measures one freshly started server: a few people type, then more, then comes a burst and a late join. */
async function measure(
  contestant: Contestant,
  server: Running,
  document: LargeDocument,
  seconds: number,
  seed: number,
): Promise<Round> {
  const type = (count: number, lasts = seconds) =>
    typing(contestant, server, newRoomId(), { count, seconds: lasts, seed });
  // A warm-up: the first run pays for compilation, which is not what a room costs.
  await type(20, 2);
  const [five, twenty, fifty] = [await type(5), await type(20), await type(50)];
  const burstRoom = newRoomId();
  const { knowsDocument } = contestant;
  const fast = await burst(contestant, server, burstRoom, seed);
  const after = knowsDocument ? await joinAgain(contestant, server, burstRoom) : undefined;
  const late = knowsDocument ? await lateJoin(contestant, server, newRoomId(), document) : undefined;
  return {
    cpu: twenty.cpuMsPer1000Edits,
    p50: twenty.p50Ms,
    p99: twenty.p99Ms,
    frames: twenty.framesPerClient / (twenty.edits / 100),
    kilobytes: twenty.bytesPerClient / 1_000 / (twenty.edits / 100),
    rss: twenty.rssBytes === undefined ? undefined : twenty.rssBytes / 1024 ** 2,
    burst: fast.editsPerSecond,
    burstCpu: fast.cpuMsPer1000Edits,
    burstFrames: fast.framesPerClient,
    burstJoin: after?.ms,
    join: late?.ms,
    joinKilobytes: late && late.bytes / 1_000,
    delivery5: five.cpuUsPerDelivery,
    delivery20: twenty.cpuUsPerDelivery,
    delivery50: fifty.cpuUsPerDelivery,
    p50of5: five.p50Ms,
    p50of50: fifty.p50Ms,
    p99of5: five.p99Ms,
    p99of50: fifty.p99Ms,
  };
}
