import { type Browser, chromium, type Page } from '@playwright/test';
import { enter } from '../../e2e/people.ts';
import { startProduct } from '../../e2e/product.ts';
import { findChromium } from '../../scripts/chromium.mjs';
import { type JoinBytes, joinBytes, largeRoom, type LargeRoomSize } from '../../test/large-room.ts';
import { type Bench, countFlag, type Findings, type Flags } from '../lib/bench.ts';
import { median, percentile } from '../lib/figures.ts';
import { arrival, watch } from '../page/watch.ts';
import { type AgentTimes, agentTimes } from './agent.ts';

export const bench: Bench = {
  about:
    'a room that was used for long: what a joining page gets and how soon, and what turns and edits of the agent cost',
  flags: {
    turns: { type: 'string' },
    messages: { type: 'string' },
    files: { type: 'string' },
    'client-ids': { type: 'string' },
    rounds: { type: 'string' },
  },
  run,
};

interface Visit {
  /** Until text is in the editor, and until the chat's newest message is there. */
  editorMs: number;
  chatMs: number;
  /** Of answers and frames, without scripts and styles. */
  receivedBytes: number;
}

async function run(flags: Flags): Promise<Findings> {
  const size: LargeRoomSize = {
    turns: countFlag(flags, 'turns', 500),
    messages: countFlag(flags, 'messages', 3_000),
    files: countFlag(flags, 'files', 60),
    clientIds: countFlag(flags, 'client-ids', 5_000),
  };
  const rounds = countFlag(flags, 'rounds', 5);
  const executablePath = findChromium();
  const options = { args: ['--no-sandbox', '--disable-gpu'] };
  const browser = await chromium.launch(
    executablePath === undefined ? options : { ...options, executablePath },
  );
  const product = await startProduct();
  try {
    const { link, enter: join, turnMs } = await largeRoom(product.url, size);
    const bytes = await joinBytes(await join('Counting'));
    const visits = await visitsOf(browser, link, rounds);
    const agent = await agentTimes(size, rounds);
    return findingsOf(size, { turnMs, bytes, visits, agent });
  } finally {
    await product.stop();
    await browser.close();
  }
}

/** Someone who has been here before opens the link; the page's scripts are cached, as they are the same for every room. */
async function visitsOf(browser: Browser, link: string, rounds: number): Promise<Visit[]> {
  const first = await enter(browser, link, 'Ana');
  const context = first.context();
  const visits: Visit[] = [];
  for (let round = 0; round < rounds; round++) {
    const page = await context.newPage();
    await watch(page);
    const received = countReceived(page);
    await page.goto(link);
    const { editorMs } = await arrival(page);
    await page.locator('.chat-message').last().waitFor();
    const chatMs = await page.evaluate(() => performance.now());
    visits.push({ editorMs, chatMs, receivedBytes: await received() });
    await page.close();
  }
  await context.close();
  return visits;
}

/** @returns a function that resolves with the bytes that came in answers and frames so far, without the page's own files */
function countReceived(page: Page): () => Promise<number> {
  const bodies: Promise<number>[] = [];
  let frameBytes = 0;
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (!/^\/(agents|api|parties)\//.test(pathname)) return;
    bodies.push(response.body().then((body) => body.byteLength));
  });
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => (frameBytes += Buffer.byteLength(payload)));
  });
  return async () => (await Promise.all(bodies)).reduce((sum, bytes) => sum + bytes, frameBytes);
}

function findingsOf(
  size: LargeRoomSize,
  found: { turnMs: number[]; bytes: JoinBytes; visits: Visit[]; agent: AgentTimes },
): Findings {
  const { turnMs, bytes, visits, agent } = found;
  const of = (which: keyof Visit): number | undefined => median(visits.map((visit) => visit[which]));
  const [first, last] = [turnMs.slice(0, 20), turnMs.slice(-20)];
  const { turns, messages, files, clientIds } = size;
  const title = `${turns} turns, ${messages} messages, ${files} files, ${clientIds} client ids`;
  return {
    tables: [
      {
        title: `A page that joins: ${title} (medians)`,
        columns: ['', 'text in the editor, ms', 'chat, ms', 'received, kB'],
        rows: [
          ['with cached scripts', of('editorMs'), of('chatMs'), (of('receivedBytes') ?? 0) / 1_000],
          ['aim', 1_500, 1_500, 300],
        ],
      },
      {
        title: 'What it receives, kB',
        columns: ['', 'document', 'events', 'newest messages'],
        rows: [['', bytes.document / 1_000, bytes.events / 1_000, bytes.history / 1_000]],
      },
      {
        title: 'A request to the built-in model, from the call to its answer, ms',
        columns: ['', 'p50', 'p95'],
        rows: [
          ['the first 20', percentile(first, 0.5), percentile(first, 0.95)],
          ['the last 20', percentile(last, 0.5), percentile(last, 0.95)],
        ],
      },
      {
        title: 'What the agent writes, ms of computing',
        columns: ['', 'p50', 'p95', 'aim'],
        rows: [
          [
            'a typed chunk with its record for undo',
            ...[0.5, 0.95].map((p) => percentile(agent.chunkMs, p)),
            3,
          ],
          ['an edit in a file of 1 MB', ...[0.5, 0.95].map((p) => percentile(agent.largeEditMs, p)), 300],
        ],
      },
    ],
    notes: ['A headless Chromium on the machine that serves the page: no network between.'],
    data: { size, ...found },
  };
}
