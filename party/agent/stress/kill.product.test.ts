import { isToolUIPart } from 'ai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { setAsksBefore } from '../../../shared/approvals.ts';
import { fileIdAt, listTrash, restoreFile, textOf } from '../../../shared/doc.ts';
import { presenceSchema } from '../../../shared/presence.ts';
import { count, tell } from '../../../test/counts.ts';
import { type Message, newRoom, Page, until } from '../../../test/page.ts';
import { Product } from '../../../test/product.ts';
import { seededRandom } from '../../../test/random.ts';
import { firstSeed } from '../../../test/seed.ts';

const kills = count('toolCallKills');
const moveKills = count('moveKills');
/** Of one: most of it is the Worker's start, beside other tests. */
const maxKillMs = 60_000;
const product = new Product();
beforeAll(() => product.start());
afterAll(async () => {
  for (const page of Page.all) page.close();
  await product.stop();
});

const words = 40;

/** What one round's edit makes of its line: some forty strokes. */
const mended = (round: number): string =>
  Array.from({ length: words }, (_, word) => `r${round}w${word}`).join(' ');

const agentIsSeen = (page: Page): boolean =>
  [...page.awareness.getStates().values()].some((state) => {
    const presence = presenceSchema.safeParse(state);
    return presence.success && presence.data.user.kind === 'agent' && presence.data.selection != null;
  });

/** The reply to this round's request is there, and no call of it is open. */
const isSettled = (history: readonly Message[], round: number): boolean =>
  history.length === 2 * (round + 1) &&
  (history.at(-1)?.parts ?? []).every((part) => !isToolUIPart(part) || part.state.startsWith('output-'));

it(
  `A50 makes each edit exactly once over ${kills} SIGKILLs in the middle of a tool call, beside a typing person`,
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
    // Anywhere but in the lines that are yet to be asked for: their words must be found.
    const type = (round: number): void => {
      const letter = String.fromCharCode(0x430 + random.int(32));
      const next = text.toJSON().indexOf(`line ${round + 1} to`);
      text.insert(random.int(next < 0 ? text.length : next), letter);
      typed += letter;
    };
    let cut = 0;
    for (let round = 0; round < kills; round++) {
      const plain = (): string => (ann.text('kill.txt') ?? '').replace(/[а-я]/g, '');
      await ann.askLater(`in kill.txt replace "line ${round} to mend" with "${mended(round)}"`);
      // By words and not by time, which a busy machine measures out in other portions.
      for (let word = 0, last = random.int(words); word <= last; word++) {
        await until('the next word', () => plain().includes(`r${round}w${word}`));
        if (random.next() < 0.1) type(round);
      }
      if (!plain().includes(mended(round))) cut++;
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
    // The kills fell into the edits and not behind them.
    expect(cut).toBeGreaterThan(kills / 2);
    tell(`${kills} kills, ${cut} of them in mid-edit`);
  },
);

it(
  `A94 deletes and renames exactly once over ${moveKills} SIGKILLs as that is seen`,
  { timeout: moveKills * maxKillMs },
  async () => {
    const room = await newRoom(product.url);
    const ann = await Page.join(product.url, room, 'Ann', 'owner');
    setAsksBefore(ann.doc, 'delete', false);
    await ann.reachCoder();
    await ann.call('PUT', 'file/move.txt', 'to be moved\n');
    await until('the file', () => ann.text('move.txt') !== undefined);
    let cut = 0;
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
      if (reply.metadata?.ended === 'failed') cut++;
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
    tell(`${moveKills} kills of deletions and renames, ${cut} of them before the turn's end`);
  },
);
