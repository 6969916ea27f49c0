import { newRoomId } from '../../shared/ids.ts';
import { type Bench, countFlag, type Findings, type Flags } from '../lib/bench.ts';
import { medians } from '../lib/figures.ts';
import { burst } from './burst.ts';
import { generatedDocument, joinAgain, type LargeDocument, lateJoin, traceDocument } from './joining.ts';
import { mostEdits } from './most-edits.ts';
import { offer } from './offer.ts';
import { type Contestant, contestants, type Running } from './servers.ts';
import { soak } from './soak.ts';
import { type Column, mainTable, mostTable, ratios, sizesTable } from './tables.ts';
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
    soak: { type: 'boolean' },
    minutes: { type: 'string' },
  },
  run,
};

/** The first some thousand edits cost a server several times what the later ones do. */
const warmUp = { count: 20, rate: 1_000, seconds: 3 } as const;

async function run(flags: Flags): Promise<Findings> {
  if (flags['soak'] === true) return await soak(countFlag(flags, 'minutes', 60));
  const rounds = countFlag(flags, 'rounds', 3);
  const seconds = countFlag(flags, 'seconds', 3);
  const document =
    typeof flags['trace'] === 'string' ? traceDocument(flags['trace']) : generatedDocument(100_000, 11);
  const chosen = chosenBy(flags['only']);

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
    tables: [mainTable(figures), sizesTable(figures), mostTable(figures), ...ratios(figures)],
    notes: [
      'Tandem checks every edit, verifies tokens and has an edit on disk before anyone hears of it; the others, as they come, do none of this and keep documents in memory.',
      'CPU is user and system time of the process that serves (workerd or Node); a relay knows no document, so it is the floor of its platform.',
      'Tandem is driven as its own clients do: they read several messages in one, ask for an ack with each edit, and do not repeat a cursor that has not moved against the text. All others, and Tandem (stock clients), send each cursor move.',
      'Latency is from a keystroke sent to one other client having read it. The driver shares the machine with the server.',
      'Each server is warmed up by 3,000 edits that are not counted, and so is the first edit of each person in a room.',
      'Most edits: “beyond it” is what was seen at the lowest rate that was too much. A server’s code runs on one core. The driver is busy for a share of the time; from 0.7 on it counts as a limit, as the server’s CPU does, and without it the server might do more. “Other work”: something else ran on the machine, and the figure says little.',
    ],
    data: {
      documentCharacters: document.text.length,
      medians: Object.fromEntries(figures),
      rounds: Object.fromEntries(measured),
    },
  };
}

/** The servers of `--only`, by their names. @throws when there is none of a name */
function chosenBy(only: Flags[string]): readonly Contestant[] {
  if (typeof only !== 'string') return contestants;
  return only.split(',').map((wanted) => {
    const found = contestants.find(({ name }) => name === wanted);
    if (!found) throw new Error(`--only takes names of: ${contestants.map(({ name }) => name).join(',')}`);
    return found;
  });
}

/** Measures one freshly started server: a few people type, then more, then as fast as it holds; then come a burst and late joins. */
async function measure(
  contestant: Contestant,
  server: Running,
  document: LargeDocument,
  seconds: number,
  seed: number,
): Promise<Round> {
  const type = (count: number) => typing(contestant, server, newRoomId(), { count, seconds, seed });
  await offer(contestant, server, newRoomId(), { ...warmUp, seed, isWarmUp: true });
  const [five, twenty, fifty] = [await type(5), await type(20), await type(50)];
  const most20 = await mostEdits(contestant, server, { count: 20, seconds, seed });
  const most60 = await mostEdits(contestant, server, { count: 60, seconds, seed });
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
    most20: most20.best?.achieved,
    most20P99: most20.best?.p99Ms,
    most20Server: most20.beyond?.serverCores,
    most20Driver: most20.beyond?.driverBusy,
    most20Others: most20.beyond?.otherCores,
    most60: most60.best?.achieved,
    most60P99: most60.best?.p99Ms,
    most60Server: most60.beyond?.serverCores,
    most60Driver: most60.beyond?.driverBusy,
    most60Others: most60.beyond?.otherCores,
  };
}
