import * as Y from 'yjs';
import { planReplacements } from '../../party/agent/edits/plan.ts';
import { type TypingSurface, typeHunks } from '../../party/agent/edits/typing.ts';
import { recordTurn } from '../../party/agent/undo/record-turn.ts';
import { TurnLedger } from '../../party/agent/undo/turn-ledger.ts';
import { createFile, textOf } from '../../shared/doc.ts';
import { coderTables } from '../../test/node-sql.ts';
import { percentile } from '../lib/figures.ts';
import type { Table } from '../lib/table.ts';

/** Of a room that has seen this many client ids, each of which wrote something. */
const clientIds = [2, 500, 5_000];
const files = 60;

/** What one stroke of the agent's typing takes, with its record for undo, in a room of many client ids. */
export async function strokes(rounds: number): Promise<{ table: Table; data: Record<string, number[]> }> {
  const data: Record<string, number[]> = {};
  for (const ids of clientIds) {
    const origin = writtenBy(ids);
    const tookMs: number[] = [];
    for (let round = 0; round < rounds; round++) tookMs.push(...(await typeIn(origin, round)));
    data[`${ids} client ids`] = tookMs;
  }
  return {
    table: {
      title: 'One stroke of typing with its record for undo, in a room of 60 files, ms',
      columns: ['', 'p50', 'p95', 'p99'],
      rows: Object.entries(data).map(([name, ms]) => [
        name,
        ...[0.5, 0.95, 0.99].map((p) => percentile(ms, p)),
      ]),
    },
    data,
  };
}

function writtenBy(ids: number): Uint8Array {
  const doc = new Y.Doc({ gc: false });
  const texts = Array.from({ length: files }, (_, at) => textOf(doc, createFile(doc, `file${at}.ts`)));
  for (let client = 0; client < ids; client++) {
    doc.clientID = 1_000_000 + client;
    const text = texts[client % files];
    text?.insert(text.length, `const value${client} = compute(${client});\n`);
  }
  createFile(
    doc,
    'typed.ts',
    `const before = 1;\nconst typed = compute(1);\nconst after = 1;\n`,
    null,
    'typed',
  );
  return Y.encodeStateAsUpdate(doc);
}

async function typeIn(origin: Uint8Array, round: number): Promise<number[]> {
  const doc = new Y.Doc({ gc: false });
  Y.applyUpdate(doc, origin);
  const ledger = new TurnLedger(coderTables());
  const turn = `T${round}`;
  doc.on('afterTransaction', (transaction: Y.Transaction) =>
    recordTurn(ledger, turn, transaction, { nowMs: Date.now(), asked: () => undefined }),
  );
  const text = textOf(doc, 'typed');
  if (!text) throw new Error('the file to type in is missing');
  const replace = 'another word, '.repeat(20);
  const plan = planReplacements(text.toJSON(), [{ search: 'compute(1)', replace }]);
  if (!('hunks' in plan)) throw new Error('the edit cannot be planned');
  const tookMs: number[] = [];
  let nowMs = 0;
  const surface: TypingSurface = {
    transact: (change) => {
      const began = performance.now();
      doc.transact(change);
      tookMs.push(performance.now() - began);
    },
    showCursor: () => undefined,
    peopleAt: () => [],
    fileExists: () => true,
    now: () => nowMs,
    sleep: (ms) => {
      nowMs += ms;
      return Promise.resolve();
    },
    instant: false,
    stopped: false,
  };
  await typeHunks(text, plan.hunks, surface);
  return tookMs;
}
