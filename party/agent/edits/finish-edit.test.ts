import { describe, expect, it } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { createFile, deleteFile, fileIdAt, readAll, textOf } from '../../../shared/doc.ts';
import { seededRandom } from '../../../test/random.ts';
import { firstSeed } from '../../../test/seed.ts';
import { Editor } from './editor.ts';
import { finishEdit, pendingEdit, type PendingEdit, pendingEditSchema } from './finish-edit.ts';
import { planReplacements } from './plan.ts';
import { typeHunks } from './typing.ts';
import { transactAs } from '../../../test/transact-as.ts';

const program = 'one\ntwo three\nfour five six\nseven\n';
const wanted = 'one and a half 🙂\ntwo\nfour 4.5 five six\nsix and a half\nseven\n';
const edits = [
  { search: 'one', replace: 'one and a half 🙂' },
  { search: 'two three', replace: 'two' },
  { search: 'four five six\n', replace: 'four 4.5 five six\nsix and a half\n' },
];

/** Kills an edit after a number of its transactions; what is left is the document and the pending edit. */
async function killedAfter(chunks: number): Promise<{ doc: Y.Doc; pending: PendingEdit; file: string }> {
  const doc = new Y.Doc({ gc: false });
  const file = createFile(doc, 'a.ts', program);
  let pending: PendingEdit | undefined;
  let left = chunks;
  const ending = new AbortController();
  const editor = new Editor({
    room: {
      doc,
      awareness: new Awareness(doc),
      authors: new Map(),
      transactAs: (clientId, change) => {
        if (left-- <= 0) {
          ending.abort();
          return;
        }
        transactAs(doc)(clientId, change);
      },
      setPresence: () => undefined,
      actedMs: () => undefined,
    },
    clientId: 77,
    turn: 'T',
    signal: ending.signal,
  });
  await editor.edit('a.ts', edits, { onPlanned: (edit) => (pending = edit) });
  const kept = new Y.Doc({ gc: false });
  Y.applyUpdate(kept, Y.encodeStateAsUpdate(doc));
  return { doc: kept, pending: pendingEditSchema.parse(JSON.parse(JSON.stringify(pending))), file };
}

const finish = (doc: Y.Doc, pending: PendingEdit): ReturnType<typeof finishEdit> =>
  finishEdit(doc, pending, (change) => doc.transact(change));

describe('finishing an interrupted edit', () => {
  it('A49 makes the rest once, wherever it was interrupted', async () => {
    const states = new Set<string>();
    const cuts = await Promise.all(Array.from({ length: 16 }, (_, chunks) => killedAfter(chunks)));
    for (const [chunks, { doc, pending }] of cuts.entries()) {
      states.add(readAll(doc).get('a.ts')!);
      const report = finish(doc, pending);
      expect(readAll(doc).get('a.ts'), `after ${chunks} chunks`).toBe(wanted);
      expect(report).toMatchObject({ path: 'a.ts', added: 4, removed: 3 });
    }
    expect(states.size).toBeGreaterThan(8);
  });

  it('A49 keeps what people typed in between, and finds its place again', async () => {
    const cuts = await Promise.all(Array.from({ length: 16 }, (_, chunks) => killedAfter(chunks)));
    for (let seed = firstSeed; seed < firstSeed + 200; seed++) {
      const random = seededRandom(seed);
      const { doc: cut, pending, file } = random.pick(cuts);
      const doc = new Y.Doc({ gc: false });
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(cut));
      const text = textOf(doc, file)!;
      let typed = '';
      for (let i = 0; i < 5; i++) {
        const letter = String.fromCharCode(0x410 + random.int(32));
        let at = random.int(text.length + 1);
        if (/[\udc00-\udfff]/.test(text.toJSON()[at] ?? '')) at++;
        text.insert(at, letter);
        typed += letter;
      }
      finish(doc, pending);
      const now = text.toJSON();
      expect(now.replace(/[\u0410-\u044f]/g, ''), `seed ${seed}`).toBe(wanted);
      expect([...now.matchAll(/[\u0410-\u044f]/g)].map(String).sort().join('')).toBe(
        typed.split('').sort().join(''),
      );
    }
  });

  it('A49 keeps its words in order when someone deleted what lay between them', async () => {
    const doc = new Y.Doc({ gc: false });
    const file = createFile(doc, 'a.ts', 'x = bb(cc)\n');
    const text = textOf(doc, file)!;
    const plan = planReplacements(text.toJSON(), [{ search: 'bb(cc)', replace: 'nn(bb, oo(cc))' }]);
    if (!('hunks' in plan)) throw new Error('unplanned');
    const report = { path: 'a.ts', added: 1, removed: 1, diff: '' };
    const pending = pendingEdit(doc, file, plan.hunks, { clientId: 77, report });
    text.delete('x = '.length, 'bb'.length);
    finish(doc, pending);
    expect(text.toJSON()).toBe('x = nn(, oo(cc))\n');
  });

  it('A119 duplicates nothing of an edit made at once that ended at deleted text', async () => {
    const doc = new Y.Doc({ gc: false });
    const file = createFile(doc, 'a.ts', program);
    const text = textOf(doc, file)!;
    const longer = ['one', 'two three', 'seven'].map((search) => ({ search, replace: `${search} and more` }));
    const plan = planReplacements(program, longer);
    if (!('hunks' in plan)) throw new Error('unplanned');
    const report = { path: 'a.ts', added: 3, removed: 3, diff: '' };
    const pending = pendingEdit(doc, file, plan.hunks, { clientId: 77, report });
    let nowMs = 0;
    const { made, ended } = await typeHunks(text, plan.hunks, {
      instant: true,
      stopped: false,
      transact: (change) => {
        doc.clientID = 77;
        doc.transact(change);
      },
      // Someone is at the first place, and deletes the second line before they leave.
      peopleAt: () => (nowMs === 0 ? ['one'.length] : []),
      sleep: async (ms) => {
        nowMs += ms;
        text.delete('one\n'.length, 'two three\n'.length);
      },
      now: () => nowMs,
      fileExists: () => true,
      showCursor: () => undefined,
    });
    expect([made, ended]).toEqual([plan.hunks.slice(0, 1), 'text-deleted']);
    const left = 'one and more\nfour five six\nseven\n';
    expect(text.toJSON()).toBe(left);
    expect(finish(doc, pending).incomplete).toContain('Someone deleted the text');
    expect(text.toJSON()).toBe(left);
  });

  it('A49 says so when the text or the file is gone by then', async () => {
    const cut = await killedAfter(2);
    deleteFile(cut.doc, fileIdAt(cut.doc, 'a.ts')!);
    expect(finish(cut.doc, cut.pending).incomplete).toContain('The file was deleted meanwhile');
    const gone = await killedAfter(2);
    const text = textOf(gone.doc, gone.file)!;
    text.delete(0, text.length);
    expect(finish(gone.doc, gone.pending).incomplete).toContain('Someone deleted the text');
    expect(text.toJSON()).toBe('');
  });
});
