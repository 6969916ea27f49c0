import { isToolUIPart } from 'ai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Approval, setAsksBefore } from '../../../shared/approvals.ts';
import type { Run } from '../../../shared/run.ts';
import { count, tell } from '../../../test/counts.ts';
import { newRoom, Page, pause, until } from '../../../test/page.ts';
import { Product } from '../../../test/product.ts';
import { seededRandom } from '../../../test/random.ts';
import { firstSeed } from '../../../test/seed.ts';

const kills = count('turnKills');
const product = new Product();
beforeAll(() => product.start());
afterAll(async () => {
  for (const page of Page.all) page.close();
  await product.stop();
});

/** Long enough under way that a kill falls into it, and seen in `log.txt` or among the runs as often as it was done. */
const requests = {
  edit: (mark: string) =>
    `list then append to log.txt: ${`${mark} `.padEnd(200, 'and so on ')}then read log.txt`,
  bash: (mark: string) => `bash echo "${mark}" >> log.txt then list`,
  run: (mark: string) => `run add.ts with ${mark} then list`,
};
const kinds = Object.keys(requests) as (keyof typeof requests)[];

const slowProgram = `export default async (env, { args }) => {
  await new Promise((resolve) => setTimeout(resolve, 400));
  console.log(args[0]);
  await new Promise((resolve) => setTimeout(resolve, 400));
};
`;

const runsOf = async (page: Page, mark: string): Promise<Run[]> =>
  (await page.call<{ runs: Run[] }>('GET', 'runs?limit=100')).runs.filter(({ options }) =>
    options?.args?.includes(mark),
  );

const questions = async (page: Page): Promise<Approval[]> =>
  (await page.call<{ approvals: Approval[] }>('GET', 'approvals')).approvals;

it(`A40 A84 over ${kills} SIGKILLs at random moments of turns no call is made twice, no approval lost or granted`, async () => {
  const random = seededRandom(firstSeed + 20);
  const room = await newRoom(product.url);
  const ann = await Page.join(product.url, room, 'Ann', 'owner');
  setAsksBefore(ann.doc, 'edit', true);
  await ann.reachCoder();
  await ann.call('PUT', 'file/add.ts', slowProgram);
  await ann.call('PUT', 'file/log.txt', '');
  const tally = new Map<string, number>();
  for (let round = 0; round < kills; round++) {
    const mark = `mark${round}end`;
    const kind = random.pick(kinds);
    const [before, known] = [await ann.history(), new Set((await questions(ann)).map(({ id }) => id))];
    const asked = async (): Promise<Approval[]> => (await questions(ann)).filter(({ id }) => !known.has(id));
    const wish = random.next() < 0.7 ? 'allow' : 'deny';
    let decided = false;
    /** Answers what waits, if anything does. @returns whether it did. */
    const decide = async (): Promise<boolean> => {
      const open = (await asked()).find(({ state }) => state === 'pending');
      if (!open || decided) return false;
      const { ok } = await ann.fetch('POST', `approvals/${open.id}`, JSON.stringify({ decision: wish }));
      decided ||= ok;
      return ok;
    };

    const isPrompt = random.next() < 0.5;
    await ann.askLater(requests[kind](mark));
    for (let left = random.int(900); left > 0; left -= 30) {
      if (isPrompt) await decide();
      await pause(30);
    }
    const wasUnderWay = ann.state?.status !== 'idle';
    await product.kill('worker');
    await product.startPart('worker');
    await ann.watch();
    let waited = false;
    await until(`the end of ${kind} ${round}`, async () => {
      waited = (await decide()) || waited;
      const { status, queue } = ann.state ?? {};
      return status === 'idle' && queue?.length === 0 && (await ann.history()).length === before.length + 2;
    });

    const reply = (await ann.history()).at(-1)!;
    const what = `${kind} ${round}: ${JSON.stringify(reply)}`;
    expect(
      reply.parts.filter((part) => isToolUIPart(part) && !part.state.startsWith('output-')),
      what,
    ).toEqual([]);
    const states = (await asked()).map(({ state }) => state);
    expect(states, what).not.toContain('pending');
    const log = async (): Promise<string> => (await ann.fetch('GET', 'file/log.txt')).text();
    const times = kind === 'run' ? (await runsOf(ann, mark)).length : (await log()).split(mark).length - 1;
    const isAllowed = kind === 'run' || states.includes('allowed');
    const isCut = reply.metadata?.ended !== undefined;
    // What was cut off may have been done or not, and the reply says that it was cut; all else is as decided.
    if (isCut && isAllowed) expect(times, what).toBeLessThanOrEqual(1);
    else expect(times, what).toBe(isAllowed ? 1 : 0);
    const outcome = [
      waited ? 'waited over it' : wasUnderWay ? 'under way' : 'done',
      isCut ? 'cut off' : 'whole',
    ];
    tally.set(outcome.join(', '), (tally.get(outcome.join(', ')) ?? 0) + 1);
  }
  tell(`${kills} kills in turns: ${[...tally].map(([outcome, turns]) => `${turns} ${outcome}`).join('; ')}`);
});
