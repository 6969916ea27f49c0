import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { allTexts, contentOf, fileIdAt, listTrash, textOf } from '../../../shared/doc.ts';
import type { HostCall } from '../../../shared/host.ts';
import { runLimits } from '../../../shared/limits.ts';
import { HostCallsHarness } from '../../../test/host-calls-harness.ts';

const write = (path: string, text: string): HostCall => ({
  op: 'writeFile',
  path,
  data: new TextEncoder().encode(text),
});
const failure = (code: string) => ({ error: expect.objectContaining({ code }) });

describe('a rename over a file', () => {
  it('X70 gives the target the content by the smallest change, and puts the source into the trash', async () => {
    const room = new HostCallsHarness({ 'a.txt': 'one 2 three', 'b.txt': 'one two three' });
    const [a, b] = [fileIdAt(room.doc, 'a.txt')!, fileIdAt(room.doc, 'b.txt')!];
    const deltas: unknown[] = [];
    textOf(room.doc, b)!.observe(({ delta }) => deltas.push(delta));
    expect(await room.call({ op: 'rename', path: '/work/a.txt', to: '/work/b.txt' })).toEqual({
      value: null,
    });
    expect(room.files()).toEqual({ 'b.txt': 'one 2 three' });
    expect(fileIdAt(room.doc, 'b.txt')).toBe(b);
    expect(deltas).toEqual([[{ retain: 4 }, { insert: '2' }, { delete: 3 }]]);
    // Somebody else's file: it is in the trash as it was.
    expect(contentOf(room.doc, a)).toBe('one 2 three');
    expect(room.writers).toHaveLength(1);
  });

  it('X70 X27 is done whole or not at all', async () => {
    const room = new HostCallsHarness({ 'a.txt': '' });
    for (let i = 1; i < runLimits.maxRoomWrites; i++) await room.call(write('/work/a.txt', `${i}`));
    await room.call(write('/work/b.txt', 'b'));
    const files = room.files();
    expect(await room.call({ op: 'rename', path: '/work/b.txt', to: '/work/a.txt' })).toEqual(
      failure('EDQUOT'),
    );
    expect(room.files()).toEqual(files);
  });
});

describe('X71 a file that a run makes and removes', () => {
  const entries = (room: HostCallsHarness): number => allTexts(room.doc).size;

  it('does not stay in the trash: the next new file reuses it', async () => {
    const room = new HostCallsHarness({ 'state.json': '0' });
    for (let i = 1; i <= 600; i++) {
      expect(await room.call(write('/work/state.tmp', `${i}`))).toEqual({ value: null });
      const renamed = await room.call({ op: 'rename', path: '/work/state.tmp', to: '/work/state.json' });
      expect(renamed).toEqual({ value: null });
    }
    await room.call(write('/work/other.tmp', 'x'));
    await room.call({ op: 'unlink', path: '/work/other.tmp' });
    expect(room.files()).toEqual({ 'state.json': '600' });
    expect(listTrash(room.doc)).toEqual([]);
    expect(entries(room)).toBe(2);
  });

  it('stays in the trash when somebody else wrote in it, before or after', async () => {
    const room = new HostCallsHarness();
    await room.call(write('/work/a.txt', 'ours'));
    room.doc.clientID = 9_000;
    const before = textOf(room.doc, fileIdAt(room.doc, 'a.txt')!)!;
    before.insert(4, ' theirs');
    await room.call({ op: 'unlink', path: '/work/a.txt' });
    await room.call(write('/work/b.txt', 'ours'));
    const after = textOf(room.doc, fileIdAt(room.doc, 'b.txt')!)!;
    await room.call({ op: 'unlink', path: '/work/b.txt' });
    expect(listTrash(room.doc).map(({ path }) => path)).toEqual(['a.txt']);
    room.doc.clientID = 9_000;
    after.insert(0, 'late');
    await room.call(write('/work/c.txt', 'new'));
    expect(room.files()).toEqual({ 'c.txt': 'new' });
    expect(new Set(listTrash(room.doc).map(({ id }) => contentOf(room.doc, id)))).toEqual(
      new Set(['ours theirs', 'late']),
    );
  });

  it('D22 leaves the room usable however large it was: three runs, each 13 MiB', async () => {
    const room = new HostCallsHarness({ 'kept.txt': 'kept' });
    for (const run of ['run-1', 'run-2', 'run-3']) {
      room.hostCalls.begin(run, { id: 'ada', name: 'Ada', color: 1, kind: 'human' });
      for (let i = 0; i < 13; i++) {
        await room.hostCalls.call(run, write('/work/t.tmp', String(i % 10).repeat(1024 * 1024)));
        expect(await room.hostCalls.call(run, { op: 'unlink', path: '/work/t.tmp' })).toEqual({
          value: null,
        });
      }
    }
    expect(Y.encodeStateAsUpdate(room.doc).byteLength).toBeLessThan(10_000);
    expect(room.files()).toEqual({ 'kept.txt': 'kept' });
  });
});
