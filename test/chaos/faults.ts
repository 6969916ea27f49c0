import type { SeededRandom } from '../random.ts';
import type { Person } from './person.ts';

const hourMs = 3_600_000;

export interface Fault {
  name: string;
  begin: (person: Person, random: SeededRandom) => void | Promise<void>;
  /** It takes clients half a minute to notice. */
  isLong?: boolean;
  /** By default the fault is over once the line heals. */
  end?: (person: Person, random: SeededRandom) => void;
}

/** What may happen to one person's line, device or name. */
export const faults: readonly Fault[] = [
  { name: 'silent line', begin: ({ line }) => line.silence() },
  { name: 'nothing gets to the room', begin: ({ line }) => line.silence('up') },
  { name: 'nothing comes from the room', begin: ({ line }) => line.silence('down') },
  {
    name: 'slow line',
    begin: ({ line }, random) => {
      const kbitPerSecond = 128 + random.int(512);
      Object.assign(line.conditions, { delayMs: random.int(400), jitterMs: random.int(200), kbitPerSecond });
    },
  },
  { name: 'dropped line', begin: ({ line }) => line.drop() },
  {
    name: 'dropped line, nothing to connect to',
    begin: ({ line }) => {
      line.drop();
      line.refuse();
    },
  },
  { name: 'dead connection, unnoticed', isLong: true, begin: ({ line }) => line.abandon() },
  {
    name: 'dead connection and a new one',
    begin: async (person) => {
      person.line.abandon();
      await person.rename(person.name);
    },
  },
  {
    name: 'wrong clock',
    begin: (person, random) => person.tell({ type: 'clock', offsetMs: (random.int(49) - 24) * hourMs }),
  },
  {
    name: 'hidden tab',
    begin: (person) => person.tell({ type: 'hidden', hidden: true }),
    end: (person) => person.tell({ type: 'hidden', hidden: false }),
  },
  {
    name: 'new name',
    begin: (person, random) => person.rename(`${person.user} ${random.int(1_000)}`),
  },
];
