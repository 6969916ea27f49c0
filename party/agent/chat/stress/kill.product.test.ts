import { isToolUIPart } from 'ai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Approval, setAsksBefore } from '../../../../shared/approvals.ts';
import { fileIdAt, listTrash, restoreFile, textOf } from '../../../../shared/doc.ts';
import { presenceSchema } from '../../../../shared/presence.ts';
import type { Run } from '../../../../shared/run.ts';
import { count, report } from '../../../../test/counts.ts';
import { type Message, newRoom, Page, pause, until } from '../../../../test/page.ts';
import { Product } from '../../../../test/product.ts';
import { seededRandom } from '../../../../test/random.ts';
import { firstSeed } from '../../../../test/seed.ts';

const kills = count('toolCallKills');
const moveKills = count('moveKills');
const turnKills = count('turnKills');
/** The most time for one kill: mostly the Worker's start, with other tests running. */
const maxKillMs = 60_000;
const product = new Product();
beforeAll(() => product.start());
afterAll(async () => {
  for (const page of Page.all) page.close();
  await product.stop();
});

const words = 40;

/** The new text of one round's line: some forty keystrokes. */
const mended = (round: number): string =>
  Array.from({ length: words }, (_, word) => `r${round}w${word}`).join(' ');

const agentIsSeen = (page: Page): boolean =>
  [...page.awareness.getStates().values()].some((state) => {
    const presence = presenceSchema.safeParse(state);
    return presence.success && presence.data.user.kind === 'agent' && presence.data.selection != null;
  });

/** Whether this round's request has its reply, with no call open. */
const isSettled = (history: readonly Message[], round: number): boolean =>
  history.length === 2 * (round + 1) &&
  (history.at(-1)?.parts ?? []).every((part) => !isToolUIPart(part) || part.state.startsWith('output-'));

it(
  `A50 makes each edit exactly once over ${kills} SIGKILLs in the middle of a tool call, next to a typing person`,
  { timeout: kills * maxKillMs },
  async () => {
    const random = seededRandom(firstSeed + 6);
    const room = await newRoom(product.url);
    const ann = await Page.join(product.url, room, 'Ann');
    const rounds = Array.from({ length: kills }, (_, round) => `line ${round} to mend`);
    await ann.call('PUT', 'file/kill.txt', `${rounds.join('\n')}\n`);
    await until('the file', () => ann.text('kill.txt') !== undefined);
    const text = textOf(ann.doc, fileIdAt(ann.doc, 'kill.txt')!)!;
    let typed = '';
    // Types anywhere but in the lines that later rounds have to find.
    const type = (round: number): void => {
      const letter = String.fromCharCode(0x430 + random.int(32));
      const next = text.toJSON().indexOf(`line ${round + 1} to`);
      text.insert(random.int(next < 0 ? text.length : next), letter);
      typed += letter;
    };
    let interrupted = 0;
    for (let round = 0; round < kills; round++) {
      const plain = (): string => (ann.text('kill.txt') ?? '').replace(/[а-я]/g, '');
      await ann.askLater(`in kill.txt replace "line ${round} to mend" with "${mended(round)}"`);
      // Counts words, not time: on a busy machine that would kill at other places.
      for (let word = 0, last = random.int(words); word <= last; word++) {
        await until('the next word', () => plain().includes(`r${round}w${word}`));
        if (random.next() < 0.1) type(round);
      }
      if (!plain().includes(mended(round))) interrupted++;
      await product.kill('worker');
      await until('no cursor', () => !agentIsSeen(ann));
      type(round);
      await product.startPart('worker');
      await ann.watch();
      await until('idle', () => ann.state?.status === 'idle' && ann.state.queue.length === 0);
      await until('the whole edit', () => plain().includes(mended(round)));
      await until('the reply', async () => isSettled(await ann.history(), round));
      await until('no cursor', () => !agentIsSeen(ann));
      const done = rounds.map((line, at) => (at <= round ? mended(at) : line));
      await expect.poll(plain, { timeout: 20_000 }).toBe(`${done.join('\n')}\n`);
      const reply = (await ann.history()).at(-1)!;
      expect(reply.parts.filter(({ type: kind }) => kind === 'tool-editFile')).toMatchObject([
        { state: 'output-available', output: { path: 'kill.txt', added: 1, removed: 1 } },
      ]);
    }
    const letters = (string: string): string => [...string.matchAll(/[а-я]/g)].map(String).sort().join('');
    expect(letters(ann.text('kill.txt')!)).toBe(letters(typed));
    // Most kills hit an edit, not the time after it.
    expect(interrupted).toBeGreaterThan(kills / 2);
    report(`${kills} kills, ${interrupted} of them in mid-edit`);
  },
);

it(
  `A94 deletes and renames exactly once over ${moveKills} SIGKILLs as soon as the change is visible`,
  { timeout: moveKills * maxKillMs },
  async () => {
    const room = await newRoom(product.url);
    const ann = await Page.join(product.url, room, 'Ann', 'owner');
    setAsksBefore(ann.doc, 'delete', false);
    await ann.reachCoder();
    await ann.call('PUT', 'file/move.txt', 'to be moved\n');
    await until('the file', () => ann.text('move.txt') !== undefined);
    let interrupted = 0;
    for (let round = 0; round < moveKills; round++) {
      const isDelete = round % 2 === 1;
      const [request, seen] = isDelete
        ? ['delete moved.txt', () => ann.text('moved.txt') === undefined]
        : ['rename move.txt to moved.txt', () => ann.text('moved.txt') !== undefined];
      const made = new Promise<void>((resolve) => {
        const look = (): void => {
          if (!seen()) return;
          ann.doc.off('update', look);
          resolve();
        };
        ann.doc.on('update', look);
      });
      await ann.askLater(request);
      await made;
      await product.kill('worker');
      await product.startPart('worker');
      await ann.watch();
      await until('idle', () => ann.state?.status === 'idle' && ann.state.queue.length === 0);
      await until('the reply', async () => isSettled(await ann.history(), round));
      const reply = (await ann.history()).at(-1)!;
      expect(JSON.stringify(reply.parts)).toContain('moved.txt');
      if (reply.metadata?.ended === 'failed') interrupted++;
      await expect.poll(() => ann.text('move.txt'), { timeout: 20_000 }).toBeUndefined();
      await expect
        .poll(() => ann.text('moved.txt'), { timeout: 20_000 })
        .toBe(isDelete ? undefined : 'to be moved\n');
      const trash = listTrash(ann.doc).filter(({ path }) => path === 'moved.txt');
      if (!isDelete) continue;
      expect(trash).toHaveLength(1);
      restoreFile(ann.doc, trash[0]!.id, 'move.txt');
      await until('saved', async () => (await ann.fetch('GET', 'file/move.txt')).ok);
    }
    report(`${moveKills} kills of deletions and renames, ${interrupted} of them before the turn's end`);
  },
);

/** Takes long enough for a kill to hit it; `log.txt` or the list of runs shows how often it was done. */
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

it(
  `A40 A84 over ${turnKills} SIGKILLs at random moments of turns no call is made twice, no approval lost or granted`,
  { timeout: turnKills * maxKillMs },
  async () => {
    const random = seededRandom(firstSeed + 20);
    const room = await newRoom(product.url);
    const ann = await Page.join(product.url, room, 'Ann', 'owner');
    setAsksBefore(ann.doc, 'edit', true);
    await ann.reachCoder();
    await ann.call('PUT', 'file/add.ts', slowProgram);
    await ann.call('PUT', 'file/log.txt', '');
    const tally = new Map<string, number>();
    for (let round = 0; round < turnKills; round++) {
      const mark = `mark${round}end`;
      const kind = random.pick(kinds);
      const [before, known] = [await ann.history(), new Set((await questions(ann)).map(({ id }) => id))];
      const asked = async (): Promise<Approval[]> =>
        (await questions(ann)).filter(({ id }) => !known.has(id));
      const wish = random.next() < 0.7 ? 'allow' : 'deny';
      let decided = false;
      /** Decides the pending question, if there is one. @returns whether it did. */
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
      const isInterrupted = JSON.stringify(reply).includes('The server was restarted during this.');
      // An interrupted call may have run or not, and the reply says that it was interrupted; all else is as decided.
      if ((isCut || isInterrupted) && isAllowed) expect(times, what).toBeLessThanOrEqual(1);
      else expect(times, what).toBe(isAllowed ? 1 : 0);
      const outcome = [
        waited ? 'waited over it' : wasUnderWay ? 'under way' : 'done',
        isCut ? 'cut off' : isInterrupted ? 'with an interrupted call' : 'whole',
      ];
      tally.set(outcome.join(', '), (tally.get(outcome.join(', ')) ?? 0) + 1);
    }
    report(
      `${turnKills} kills in turns: ${[...tally].map(([outcome, turns]) => `${turns} ${outcome}`).join('; ')}`,
    );
  },
);
