import type { Table } from '../lib/table.ts';
import { limitOf } from './most-edits.ts';
import { heldMs } from './offer.ts';
import { ours } from './servers.ts';

/** What is measured for each server, and its heading in the tables. */
const columns = {
  cpu: 'server CPU, ms per 1,000 edits',
  p50: 'edit → other peer p50, ms',
  p99: 'edit → other peer p99, ms',
  frames: 'frames a client per 100 edits',
  kilobytes: 'kB a client per 100 edits',
  rss: 'memory, MiB',
  most20: 'most edits/s, 20 people',
  most60: 'most edits/s, 60 people',
  burst: 'burst, edits/s',
  burstCpu: 'burst: server CPU, ms per 1,000 edits',
  burstFrames: 'burst: frames a client',
  burstJoin: 'join after the burst, ms',
  join: 'late join, ms',
  joinKilobytes: 'late join, kB',
  delivery5: '5 clients',
  delivery20: '20 clients',
  delivery50: '50 clients',
  p50of5: 'p50 of 5, ms',
  p99of5: 'p99 of 5, ms',
  p50of50: 'p50 of 50, ms',
  p99of50: 'p99 of 50, ms',
  most20P99: 'p99, ms',
  most60P99: 'p99, ms',
  most20Server: 'beyond it: server CPU, cores',
  most60Server: 'beyond it: server CPU, cores',
  most20Driver: 'beyond it: driver busy',
  most60Driver: 'beyond it: driver busy',
  most20Others: 'beyond it: other work, cores',
  most60Others: 'beyond it: other work, cores',
} as const;

export type Column = keyof typeof columns;
type Figures = ReadonlyMap<string, Partial<Record<Column, number>>>;

const main: readonly Column[] = [
  'cpu',
  'p50',
  'p99',
  'frames',
  'kilobytes',
  'rss',
  'most20',
  'most60',
  'burst',
  'burstCpu',
  'burstFrames',
  'join',
  'joinKilobytes',
  'burstJoin',
];

const sizes: readonly Column[] = [
  'delivery5',
  'delivery20',
  'delivery50',
  'p50of5',
  'p99of5',
  'p50of50',
  'p99of50',
];

/** One row per figure, one column per server. */
export const mainTable = (figures: Figures): Table =>
  turned(
    '20 clients × 5 edits/s with a cursor move a keystroke; a burst of 10 × 1,000; late joins',
    main,
    figures,
  );

export const sizesTable = (figures: Figures): Table =>
  turned('Server CPU per delivered edit in µs, and latency, by how many are in the room', sizes, figures);

/** The most edits a second of each server, and why it is no more. */
export function mostTable(figures: Figures): Table {
  const rows = ([20, 60] as const).flatMap((count) => {
    const keys = [`most${count}`, `most${count}P99`, `most${count}Server`, `most${count}Driver`] as const;
    const why = [...figures.values()].map((of) => {
      const driverBusy = of[`most${count}Driver`];
      const [serverCores, otherCores] = [of[`most${count}Server`], of[`most${count}Others`]];
      return driverBusy === undefined ? undefined : limitOf({ driverBusy, serverCores, otherCores });
    });
    return [...rowsOf([...keys, `most${count}Others`], figures), ['the limit', ...why]];
  });
  return { title: `Most edits/s with a p99 under ${heldMs} ms`, columns: ['', ...figures.keys()], rows };
}

/** Ours as a share of each other server's: under 1 is less. None when ours, or every other, was left out. */
export function ratios(figures: Figures): Table[] {
  const own = figures.get(ours.name);
  const others = [...figures].filter(([name]) => name !== ours.name);
  if (!own || others.length === 0) return [];
  const shares = others.map(([name, theirs]): [string, Partial<Record<Column, number>>] => [
    name,
    Object.fromEntries(
      main.flatMap((column) => {
        const [mine, its] = [own[column], theirs[column]];
        return mine === undefined || its === undefined || its === 0 ? [] : [[column, mine / its]];
      }),
    ),
  ]);
  return [
    turned(
      `${ours.name} as a share of the other's (of edits/s more is better, else less)`,
      main,
      new Map(shares),
    ),
  ];
}

function turned(title: string, rows: readonly Column[], figures: Figures): Table {
  return { title, columns: ['', ...figures.keys()], rows: rowsOf(rows, figures) };
}

const rowsOf = (rows: readonly Column[], figures: Figures): (string | number | undefined)[][] =>
  rows.map((column) => [columns[column], ...[...figures.values()].map((of) => of[column])]);
