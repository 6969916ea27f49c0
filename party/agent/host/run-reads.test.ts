import { describe, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { fileIdAt, textOf } from '../../../shared/doc.ts';
import type { HostCall } from '../../../shared/host.ts';
import { HostCallsHarness } from '../../../test/host-calls-harness.ts';

const write = (text: string, path = '/work/a.txt'): HostCall => ({
  op: 'writeFile',
  path,
  data: new TextEncoder().encode(text),
});
const append = (text: string): HostCall => ({ ...write(text), op: 'appendFile' }) as HostCall;
const read: HostCall = { op: 'readFile', path: '/work/a.txt' };
const stat: HostCall = { op: 'stat', path: '/work/a.txt' };

/** A room with one file, in which Ben writes beside Ada's run. */
function roomWith(text: string): { room: HostCallsHarness; ben: Y.Text; now: () => string | undefined } {
  const room = new HostCallsHarness({ 'a.txt': text });
  room.doc.clientID = 9_000;
  const ben = textOf(room.doc, fileIdAt(room.doc, 'a.txt')!)!;
  return { room, ben, now: () => room.files()['a.txt'] };
}

describe('X112 what others write between a run’s read and its write', () => {
  it('stays', async () => {
    const { room, ben, now } = roomWith('one\ntwo\nthree\n');
    await room.call(read);
    ben.insert(4, 'BEN\n');
    ben.insert(ben.length - 1, '!');
    expect(await room.call(write('one\nTWO\nthree\nfour\n'))).toEqual({ value: null });
    expect(now()).toBe('one\nBEN\nTWO\nthree!\nfour\n');
  });

  it('stays over several writes without another read', async () => {
    const { room, ben, now } = roomWith('a\nb\n');
    await room.call(read);
    ben.insert(0, 'BEN\n');
    await room.call(write('a\nb\nc\n'));
    ben.insert(ben.length, 'BEN AGAIN\n');
    await room.call(append('d\n'));
    await room.call(write('a\nB\nc\nd\n'));
    expect(now()).toBe('BEN\na\nB\nc\nBEN AGAIN\nd\n');
  });

  it('stays when the run looks at the file’s size before it writes', async () => {
    const { room, ben, now } = roomWith('a\n');
    await room.call(read);
    ben.insert(2, 'BEN\n');
    await room.call(stat);
    await room.call(write('A\n'));
    expect(now()).toBe('A\nBEN\n');
  });

  it('stays when another file is moved over the one that was read', async () => {
    const { room, ben, now } = roomWith('a\n');
    await room.call(read);
    ben.insert(2, 'BEN\n');
    await room.call(write('A\n', '/work/a.tmp'));
    await room.call({ op: 'rename', path: '/work/a.tmp', to: '/work/a.txt' });
    expect(now()).toBe('A\nBEN\n');
  });

  it('is replaced once the run has read it', async () => {
    const { room, ben, now } = roomWith('a\n');
    await room.call(read);
    ben.insert(2, 'BEN\n');
    await room.call(read);
    await room.call(write('A\n'));
    expect(now()).toBe('A\n');
  });

  it('is replaced by a run that never read the file', async () => {
    const { room, ben, now } = roomWith('a\n');
    ben.insert(2, 'BEN\n');
    await room.call(write('A\n'));
    expect(now()).toBe('A\n');
  });

  it('does not bring back lines that they deleted', async () => {
    const { room, ben, now } = roomWith('one\ntwo\nthree\n');
    await room.call(read);
    ben.delete(4, 4);
    await room.call(write('ONE\ntwo two\nthree\n'));
    expect(now()).toBe('ONE\nthree\n');
    expect(room.emitted.map(({ effect }) => effect)).toEqual([
      { kind: 'write', path: 'a.txt', partly: true },
    ]);
  });

  it('is not mixed with an earlier file of the run under the same id', async () => {
    const { room, now } = roomWith('');
    for (const text of ['first', 'second', 'third']) {
      await room.call(write(text, '/work/a.tmp'));
      await room.call(write(`${text}!`, '/work/a.tmp'));
      await room.call({ op: 'rename', path: '/work/a.tmp', to: '/work/a.txt' });
    }
    expect(now()).toBe('third!');
  });
});
