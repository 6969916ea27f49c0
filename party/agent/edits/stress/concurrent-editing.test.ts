import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contentOf, createFile } from '../../../../shared/doc.ts';
import { TypingAgent, type Way } from '../../../../test/concurrent-editing/agent.ts';
import { programPath } from '../../../../test/concurrent-editing/calls.ts';
import { Oracle } from '../../../../test/concurrent-editing/oracle.ts';
import { TypingPerson } from '../../../../test/concurrent-editing/people.ts';
import { program } from '../../../../test/concurrent-editing/tasks.ts';
import { killedMessage, World } from '../../../../test/concurrent-editing/world.ts';
import { count, report } from '../../../../test/counts.ts';
import { seededRandom } from '../../../../test/random.ts';
import { watchCrypto } from '../../../../test/real-time.ts';
import { firstSeed } from '../../../../test/seed.ts';

/** The source of random ids. Yjs keeps a reference from when it loads, so this replaces it before. */
const chance = vi.hoisted(() => {
  const real = crypto.getRandomValues.bind(crypto);
  const source = { real, fill: real };
  Object.assign(crypto, { getRandomValues: (array: Uint8Array<ArrayBuffer>) => source.fill(array) });
  return source;
});

const startedMs = Date.UTC(2026, 0, 1);

interface Outcome {
  text: string;
  converged: boolean;
  lost: string[];
  misplaced: string[];
  tally: TypingAgent['tally'];
  collections: number;
}

/** One room in which one to three people and the agent write in one file at once. */
async function scenario(seed: number, way: Way): Promise<Outcome> {
  const random = seededRandom(seed);
  seedChance(random.int(2 ** 32));
  const world = new World(seededRandom(random.int(2 ** 32)));
  const oracle = new Oracle();
  const names = ['ann', 'ben', 'cleo'].slice(0, 1 + random.int(3));
  const people = names.map((name) => world.join(name));
  try {
    await world.until(() => people.every(({ peer }) => peer.state.synced), 'everyone in');
    const file = createFile(people[0]!.doc, 'prog.ts', program);
    createFile(people[0]!.doc, programPath, '');
    oracle.begin(program);
    const here = { coder: false };
    const joined = world.coder.join().then(() => (here.coder = true));
    const docs = (): (typeof world.coder.doc)[] => [world.coder.doc, ...people.map(({ doc }) => doc)];
    await world.until(
      () => here.coder && docs().every((doc) => doc.getMap('files').has(file)),
      'the file everywhere',
    );
    await joined;
    const agent = new TypingAgent({ random: seededRandom(random.int(2 ** 32)), world, oracle, file, way });
    let working = 1 + people.length;
    let failure: unknown;
    const works = [
      agent.work(),
      ...people.map((self) => {
        const chances = seededRandom(random.int(2 ** 32));
        const person = new TypingPerson({ random: chances, oracle, self, file, target: () => agent.target });
        return person.work(3 + chances.int(8));
      }),
    ];
    for (const work of works) work.catch((error: unknown) => (failure ??= error)).finally(() => working--);
    await world.until(() => working === 0, 'the end of work');
    if (failure !== undefined) throw failure;
    await world.until(
      () =>
        people.every(({ peer }) => peer.state.synced && !peer.state.unsaved) &&
        world.coder.state?.synced === true &&
        !world.coder.state.unsaved,
      'everything saved',
    );
    await world.pass(500);
    const texts = docs().map((doc) => contentOf(doc, file));
    const text = texts[0]!;
    return {
      text,
      converged: texts.every((each) => each === text),
      tally: agent.tally,
      collections: world.collections,
      ...oracle.judge(text),
    };
  } finally {
    world.end();
    vi.clearAllTimers();
    // Each world begins at the same time, or its tokens would have expired.
    vi.setSystemTime(startedMs);
  }
}

/**
 * Ids decide which of two texts at one place comes first, and chance when a connection returns: both come
 * from the seed.
 */
function seedChance(seed: number): void {
  const random = seededRandom(seed);
  chance.fill = (array) => {
    if (!ArrayBuffer.isView(array)) throw new TypeError('expected an array to fill');
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let at = 0; at < bytes.length; at++) bytes[at] = random.int(256);
    return array;
  };
  vi.spyOn(Math, 'random').mockImplementation(() => random.next());
}

/** Someone typed it; everything else is a word of the program. */
const isTyped = (symbol: string): boolean => symbol.length === 1;

async function rates(way: Way, seeds: number): Promise<{ converged: number; kept: number; intent: number }> {
  const sums = { converged: 0, kept: 0, intent: 0 };
  const tally: Partial<TypingAgent['tally']> = {};
  let collections = 0;
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    const outcome = await scenario(seed, way).catch((error: unknown) => {
      throw new Error(`seed ${seed}`, { cause: error });
    });
    collections += outcome.collections;
    if (outcome.converged) sums.converged++;
    if (!outcome.lost.some(isTyped)) sums.kept++;
    if (outcome.lost.length + outcome.misplaced.length === 0) sums.intent++;
    for (const [kind, times] of Object.entries(outcome.tally) as [keyof TypingAgent['tally'], number][])
      tally[kind] = (tally[kind] ?? 0) + times;
    const { lost, misplaced } = outcome;
    if (way === 'peer' && lost.length + misplaced.length > 0) {
      report(`seed ${seed}: ${JSON.stringify({ lost, misplaced })}`);
    }
  }
  // Otherwise the seeds would test little of what is left when deleted text has been dropped.
  expect(collections).toBeGreaterThan(seeds);
  const percent = (sum: number): number => (100 * sum) / seeds;
  const found = {
    converged: percent(sums.converged),
    kept: percent(sums.kept),
    intent: percent(sums.intent),
  };
  report(`${way}, ${seeds} seeds: ${JSON.stringify(found)} % of them; edits: ${JSON.stringify(tally)}`);
  return found;
}

describe('the agent beside people', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
    // The time at which every world begins: later, its tokens would have expired.
    vi.setSystemTime(startedMs);
    watchCrypto();
    const { error } = console;
    // What a killed coder had under way fails, with nobody to hear it.
    vi.spyOn(console, 'error').mockImplementation((...words: unknown[]) => {
      if (!words.some((word) => word instanceof Error && word.message === killedMessage)) error(...words);
    });
  });
  afterEach(() => {
    chance.fill = chance.real;
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it('A57 keeps what everyone meant', async () => {
    const seeds = count('besideSeeds');
    const { converged, kept, intent } = await rates('peer', seeds);
    expect(converged).toBe(100);
    expect(kept).toBe(100);
    const missed = ((100 - intent) / 100) * seeds;
    expect(Math.round(missed)).toBeLessThanOrEqual(Math.max(1, seeds / 1_000));
  });

  it.each(['whole file', 'integer index'] as const)(
    'A57 fails when the agent writes by %s, and the oracle sees it',
    async (way) => {
      const { intent } = await rates(way, count('commonWaySeeds'));
      expect(intent).toBeLessThan(60);
    },
  );
});
