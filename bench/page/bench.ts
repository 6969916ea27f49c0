import { type Browser, chromium, type Page } from '@playwright/test';
import { enter } from '../../e2e/people.ts';
import { startProduct } from '../../e2e/product.ts';
import { findChromium } from '../../scripts/chromium.mjs';
import { seeds } from '../../party/room/seed.ts';
import { roomLimits } from '../../shared/limits.ts';
import { type Bench, countFlag, type Findings, type Flags } from '../lib/bench.ts';
import { median, percentile } from '../lib/figures.ts';
import { type BarePage, serveBarePage } from './bare-page.ts';
import { chatInRoom, crowd, roomWith } from './rooms.ts';
import { arrival, typeInto, watch } from './watch.ts';

export const bench: Bench = {
  about: 'how soon a room can be typed into, and how quickly a key is painted, beside Monaco alone',
  flags: { keys: { type: 'string' }, rounds: { type: 'string' } },
  run,
};

const linesOf = (count: number, width: number): string =>
  Array.from({ length: count }, (_, at) => `export const value${at} = '${'x'.repeat(width)}';`).join('\n');

/**
 * All names end in `.ts`: without the TypeScript language service they would be quick for the wrong reason.
 */
const files = new Map([
  ['small.ts', `// \n${linesOf(200, 10)}`],
  ['lines.ts', `// \n${linesOf(19_000, 10)}`],
  ['long.ts', `// \n${linesOf(20_500, 10)}`],
  ['heavy.ts', `// \n${linesOf(10_000, 64)}`],
]);

const cases = [
  { name: '200 lines', file: 'small.ts', people: 0, requests: 0 },
  { name: '200 lines, 20 cursors', file: 'small.ts', people: 20, requests: 0 },
  { name: '200 lines, 500 messages', file: 'small.ts', people: 0, requests: 250 },
  { name: '19,000 lines (language service on)', file: 'lines.ts', people: 0, requests: 0 },
  { name: '20,500 lines (plain text)', file: 'long.ts', people: 0, requests: 0 },
  { name: '10,000 lines, 0.95 MB', file: 'heavy.ts', people: 0, requests: 0 },
] as const;

interface Case {
  /** How long each request to the agent took, before anyone typed. */
  requestMs: number[];
  arrivalMs: number[];
  keyMs: number[];
  bareKeyMs: number[];
}

async function run(flags: Flags): Promise<Findings> {
  const keys = countFlag(flags, 'keys', 100);
  const rounds = countFlag(flags, 'rounds', 3);
  const executablePath = findChromium();
  const options = { args: ['--no-sandbox', '--disable-gpu'] };
  const browser = await chromium.launch(
    executablePath === undefined ? options : { ...options, executablePath },
  );
  const product = await startProduct();
  const bare = await serveBarePage(files);
  try {
    const typing: Record<string, Case> = {};
    for (const { name, file, people, requests } of cases) {
      const found: Case = { requestMs: [], arrivalMs: [], keyMs: [], bareKeyMs: [] };
      typing[name] = found;
      const room = await roomWith(product.url, new Map([[file, files.get(file) ?? '']]));
      found.requestMs.push(...(await chatInRoom(room, requests)));
      const goHome = await crowd(room, people);
      try {
        for (let round = 0; round < rounds; round++) {
          await inRoom(browser, room.link, async (page) => {
            found.arrivalMs.push((await arrival(page)).editorMs);
            found.keyMs.push(...(await typeInto(page, keys)));
          });
          found.bareKeyMs.push(...(await typeBare(browser, bare, file, keys)));
        }
      } finally {
        goHome();
      }
    }
    const visits = await visitsOf(browser, product.url, rounds);
    return findingsOf(typing, visits);
  } finally {
    await bare.stop();
    await product.stop();
    await browser.close();
  }
}

/**
 * Someone who has been here before opens the link: their name is known, but nothing of the page is cached.
 */
async function inRoom(
  browser: Browser,
  link: string,
  then: (page: Page, again: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const first = await enter(browser, link, 'Ana');
  const storageState = await first.context().storageState();
  await first.context().close();
  const context = await browser.newContext({ storageState });
  const page = await context.newPage();
  await watch(page);
  await page.goto(link);
  await then(page, async () => {
    await page.reload();
  });
  await context.close();
}

async function typeBare(browser: Browser, bare: BarePage, file: string, keys: number): Promise<number[]> {
  const page = await browser.newPage();
  await watch(page);
  await page.goto(bare.urlOf(file, file === 'long.ts' ? 'plaintext' : 'typescript'));
  await arrival(page);
  const found = await typeInto(page, keys);
  await page.close();
  return found;
}

type Visit = Awaited<ReturnType<typeof arrival>>;

/** A room of 3 files and one as full as rooms get, opened with an empty cache and then once more. */
async function visitsOf(
  browser: Browser,
  url: string,
  rounds: number,
): Promise<Record<string, { first: Visit[]; again: Visit[] }>> {
  const found: Record<string, { first: Visit[]; again: Visit[] }> = {};
  // The seed's files stay in the trash, and count as files.
  for (const count of [3, roomLimits.maxFiles - seeds.typescript.files.length]) {
    const many = new Map(
      Array.from({ length: count }, (_, at) => [`src/part${at % 20}/file${at}.ts`, linesOf(60, 10)] as const),
    );
    const room = await roomWith(url, many);
    const visits: { first: Visit[]; again: Visit[] } = { first: [], again: [] };
    found[`${count} files`] = visits;
    for (let round = 0; round < rounds; round++) {
      await inRoom(browser, room.link, async (page, again) => {
        visits.first.push(await arrival(page));
        await again();
        visits.again.push(await arrival(page));
      });
    }
  }
  return found;
}

function findingsOf(typing: Record<string, Case>, visits: Awaited<ReturnType<typeof visitsOf>>): Findings {
  const middle = (all: readonly Visit[], which: keyof Visit): number | undefined =>
    median(all.flatMap((visit) => visit[which] ?? []));
  return {
    tables: [
      {
        title: 'From a key to the paint of what it did, ms',
        columns: ['', 'text in the editor', 'p50', 'p95', 'Monaco alone p50', 'p95', 'p95, times Monaco’s'],
        rows: Object.entries(typing).map(([name, { arrivalMs, keyMs, bareKeyMs }]) => {
          const [ours, theirs] = [percentile(keyMs, 0.95), percentile(bareKeyMs, 0.95)];
          const times = ours !== undefined && theirs !== undefined ? ours / theirs : undefined;
          return [
            name,
            median(arrivalMs),
            percentile(keyMs, 0.5),
            ours,
            percentile(bareKeyMs, 0.5),
            theirs,
            times,
          ];
        }),
      },
      {
        title: 'A request to the built-in model, from the call to its answer, ms',
        columns: ['', 'the first 20, p50', 'p95', 'the last 20, p50', 'p95'],
        rows: Object.entries(typing).flatMap(([name, { requestMs }]) => {
          if (requestMs.length === 0) return [];
          const [first, last] = [requestMs.slice(0, 20), requestMs.slice(-20)];
          return [[name, ...[first, last].flatMap((ms) => [percentile(ms, 0.5), percentile(ms, 0.95)])]];
        }),
      },
      {
        title: 'From the beginning of a visit, ms (medians)',
        columns: ['', 'first paint', 'text in the editor', 'again: first paint', 'text in the editor'],
        rows: Object.entries(visits).map(([name, { first, again }]) => [
          name,
          middle(first, 'paintMs'),
          middle(first, 'editorMs'),
          middle(again, 'paintMs'),
          middle(again, 'editorMs'),
        ]),
      },
    ],
    notes: [
      'A headless Chromium without a graphics card, on the machine that serves the page: no network between.',
      'Monaco alone is the same Monaco, look and workers in a page without a room.',
    ],
    data: { typing, visits },
  };
}
