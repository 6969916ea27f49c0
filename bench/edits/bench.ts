import * as Y from 'yjs';
import { pendingEdit } from '../../party/agent/edits/finish-edit.ts';
import { applyHunks } from '../../party/agent/text/line-diff.ts';
import { planReplacements, type Replacement } from '../../party/agent/edits/plan.ts';
import { type TypingSurface, typeHunks } from '../../party/agent/edits/typing.ts';
import { createFile, textOf } from '../../shared/doc.ts';
import { applyEdits, type TextEdit } from '../../shared/text.ts';
import { type Bench, countFlag, type Findings, type Flags } from '../lib/bench.ts';
import { median, percentile } from '../lib/figures.ts';
import { strokes } from './strokes.ts';

export const bench: Bench = {
  about: 'what anchors, chunks and the note for recovery add to an edit of the agent, beside a plain apply',
  flags: { rounds: { type: 'string' } },
  run,
};

const cases = [
  { name: '10 kB, 1 place', lines: 200, places: 1 },
  { name: '10 kB, 20 places', lines: 200, places: 20 },
  { name: '1 MB, 1 place', lines: 20_000, places: 1 },
  { name: '1 MB, 20 places', lines: 20_000, places: 20 },
];

type Way = 'plain' | 'planned' | 'at once' | 'typed' | 'noted';
const ways: readonly Way[] = ['plain', 'planned', 'at once', 'typed', 'noted'];

async function run(flags: Flags): Promise<Findings> {
  const rounds = countFlag(flags, 'rounds', 15);
  const rows: (string | number | undefined)[][] = [];
  const data: Record<string, Record<string, number[]>> = {};
  for (const { name, lines, places } of cases) {
    const times = Object.fromEntries(ways.map((way): [Way, number[]] => [way, []])) as Record<Way, number[]>;
    const origin = documentOf(lines);
    for (let round = 0; round < rounds; round++) {
      const edits = editsAt(lines, places, round);
      for (const way of ways) times[way].push(await measure(way, origin, edits));
    }
    data[name] = times;
    rows.push([name, ...ways.map((way) => median(times[way])), percentile(times.typed, 0.95)]);
  }
  const typing = await strokes(rounds);
  return {
    tables: [
      {
        title: 'One edit, ms of computing (median)',
        columns: ['file', ...ways, 'typed p95'],
        rows,
      },
      typing.table,
    ],
    notes: [
      'plain: places searched, then deleted and inserted in one transaction. planned: all texts matched once and the smallest hunks found. at once: plan, anchors, one transaction. typed: plan, anchors, all strokes; the pauses between strokes are left out. noted: the note from which a cut-off edit is finished.',
      'Times include what Yjs needs to take the change and to encode its update.',
      'The file is written line by line by two clients in turn, so that each line is an item of its own.',
    ],
    data: { ...data, strokes: typing.data },
  };
}

function documentOf(lines: number): Uint8Array {
  const docs = [new Y.Doc(), new Y.Doc()];
  const id = createFile(docs[0]!, 'a.ts', '', null, 'file');
  docs[0]!.on('update', (news) => Y.applyUpdate(docs[1]!, news, 'other'));
  Y.applyUpdate(docs[1]!, Y.encodeStateAsUpdate(docs[0]!));
  docs[1]!.on('update', (news, origin) => origin !== 'other' && Y.applyUpdate(docs[0]!, news));
  for (let line = 0; line < lines; line++) {
    const text = textOf(docs[line % 2]!, id)!;
    text.insert(text.length, `  const value${line} = compute(${line}, 'some text'); // line\n`);
  }
  return Y.encodeStateAsUpdate(docs[0]!);
}

function editsAt(lines: number, places: number, round: number): Replacement[] {
  return Array.from({ length: places }, (_, place) => {
    const line = (Math.floor((lines * (place + 0.5)) / places) + round) % lines;
    return {
      search: `compute(${line}, 'some text')`,
      replace: `computeAnew(${line}, 'another text of some more words')`,
    };
  });
}

/** How many ms one edit takes, on a replica of its own. */
async function measure(way: Way, origin: Uint8Array, edits: readonly Replacement[]): Promise<number> {
  const doc = new Y.Doc({ gc: false });
  Y.applyUpdate(doc, origin);
  doc.on('update', () => undefined);
  const text = textOf(doc, 'file')!;
  const before = text.toJSON();
  const plan = planReplacements(before, edits);
  if (!('hunks' in plan)) throw new Error('the edit cannot be planned');
  const { hunks } = plan;
  const start = performance.now();
  if (way === 'plain') doc.transact(() => applyEdits(text, plainEdits(text.toJSON(), edits)));
  if (way === 'planned') planReplacements(text.toJSON(), edits);
  if (way === 'noted') {
    const report = { path: 'a.ts', added: 0, removed: 0, diff: '' };
    JSON.stringify(pendingEdit(doc, 'file', hunks, { clientId: doc.clientID, report }));
  }
  if (way === 'at once' || way === 'typed') {
    const again = planReplacements(text.toJSON(), edits);
    if ('hunks' in again) await typeHunks(text, again.hunks, handsIn(doc, way === 'at once'));
  }
  const tookMs = performance.now() - start;
  if (way !== 'planned' && way !== 'noted' && text.toJSON() !== applyHunks(before, hunks)) {
    throw new Error(`${way}: the edit gave the wrong text`);
  }
  return tookMs;
}

const plainEdits = (text: string, edits: readonly Replacement[]): TextEdit[] =>
  edits
    .map(({ search, replace }) => ({ index: text.indexOf(search), remove: search.length, insert: replace }))
    .sort((a, b) => a.index - b.index);

function handsIn(doc: Y.Doc, instant: boolean): TypingSurface {
  let nowMs = 0;
  return {
    transact: (change) => doc.transact(change),
    showCursor: () => undefined,
    peopleAt: () => [],
    fileExists: () => true,
    now: () => nowMs,
    sleep: (ms) => {
      nowMs += ms;
      return Promise.resolve();
    },
    instant,
    stopped: false,
  };
}
