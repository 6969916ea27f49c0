import { describe, expect, it } from 'vitest';
import { fileIdAt, textOf } from '../../../shared/doc.ts';
import type { HostCall } from '../../../shared/host.ts';
import { newUlid } from '../../../shared/ids.ts';
import { roomLimits, runLimits } from '../../../shared/limits.ts';
import { HostCallsHarness } from '../../../test/host-calls-harness.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const write = (path: string, text: string): HostCall => ({ op: 'writeFile', path, data: bytes(text) });
const failure = (code: string) => ({ error: expect.objectContaining({ code }) });

describe('X21 a run sees the room’s files at /work, live', () => {
  it('reads what is in the room at that moment', async () => {
    const room = new HostCallsHarness({ 'src/a.ts': 'one' });
    expect(await room.call({ op: 'readFile', path: '/work/src/a.ts' })).toEqual({ value: bytes('one') });
    textOf(room.doc, fileIdAt(room.doc, 'src/a.ts')!)!.insert(3, ' two');
    expect(await room.call({ op: 'readFile', path: '/work/src/../src/a.ts' })).toEqual({
      value: bytes('one two'),
    });
    expect(await room.call({ op: 'stat', path: '/work/src/a.ts' })).toMatchObject({
      value: { type: 'file', size: 7 },
    });
    expect(await room.call({ op: 'readdir', path: '/work' })).toEqual({
      value: [{ name: 'src', type: 'directory' }],
    });
    expect(await room.call({ op: 'readdir', path: '/' })).toMatchObject({
      value: [{ name: 'work' }, { name: 'tmp' }],
    });
  });

  it('X22 makes the smallest change, under the client id of whoever started the run', async () => {
    const room = new HostCallsHarness({ 'a.txt': 'one two three' });
    const text = textOf(room.doc, fileIdAt(room.doc, 'a.txt')!)!;
    const deltas: unknown[] = [];
    text.observe(({ delta }) => deltas.push(delta));
    await room.call(write('/work/a.txt', 'one 2 three'));
    await room.call({ op: 'appendFile', path: '/work/a.txt', data: bytes('!') });
    expect(deltas).toEqual([
      [{ retain: 4 }, { insert: '2' }, { delete: 3 }],
      [{ retain: 11 }, { insert: '!' }],
    ]);
    expect(new Set(room.writers)).toEqual(new Set([7_001]));
  });

  it('X22 changes nothing when the content is the same', async () => {
    const room = new HostCallsHarness({ 'a.txt': 'same' });
    let updates = 0;
    room.doc.on('update', () => void updates++);
    await room.call(write('/work/a.txt', 'same'));
    expect(updates).toBe(0);
  });
});

describe('X23 failures have Node’s codes', () => {
  const files = { 'a.txt': 'a', 'd/e/f.txt': 'f' };
  it.each<[string, HostCall, string]>([
    ['a file that is not there', { op: 'readFile', path: '/work/no.txt' }, 'ENOENT'],
    ['a file below a file', { op: 'readFile', path: '/work/a.txt/b' }, 'ENOTDIR'],
    ['a folder as a file', { op: 'readFile', path: '/work/d' }, 'EISDIR'],
    ['a folder written to', write('/work/d/e', 'x'), 'EISDIR'],
    ['a file in a missing folder', write('/work/no/b.txt', 'x'), 'ENOENT'],
    ['a file written under a file', write('/work/a.txt/b', 'x'), 'ENOTDIR'],
    [
      'an exclusive write to a file that exists',
      { ...write('/work/a.txt', 'x'), exclusive: true } as HostCall,
      'EEXIST',
    ],
    ['a folder unlinked', { op: 'unlink', path: '/work/d' }, 'EPERM'],
    ['a missing file unlinked', { op: 'unlink', path: '/work/no' }, 'ENOENT'],
    ['a file listed', { op: 'readdir', path: '/work/a.txt' }, 'ENOTDIR'],
    ['a missing folder listed', { op: 'readdir', path: '/work/no' }, 'ENOENT'],
    ['a missing file looked at', { op: 'stat', path: '/work/no' }, 'ENOENT'],
    ['a folder made twice', { op: 'mkdir', path: '/work/d' }, 'EEXIST'],
    ['a folder over a file', { op: 'mkdir', path: '/work/a.txt', recursive: true }, 'EEXIST'],
    ['a folder in a missing folder', { op: 'mkdir', path: '/work/x/y' }, 'ENOENT'],
    ['a folder below a file', { op: 'mkdir', path: '/work/a.txt/y', recursive: true }, 'ENOTDIR'],
    ['a full folder removed', { op: 'rmdir', path: '/work/d' }, 'ENOTEMPTY'],
    ['a file removed as a folder', { op: 'rmdir', path: '/work/a.txt' }, 'ENOTDIR'],
    ['the mount removed', { op: 'rmdir', path: '/work' }, 'EBUSY'],
    ['a missing file renamed', { op: 'rename', path: '/work/no', to: '/work/b' }, 'ENOENT'],
    ['a file over a folder', { op: 'rename', path: '/work/a.txt', to: '/work/d' }, 'EISDIR'],
    ['a folder over a file', { op: 'rename', path: '/work/d', to: '/work/a.txt' }, 'ENOTDIR'],
    ['a folder into itself', { op: 'rename', path: '/work/d', to: '/work/d/e/g' }, 'EINVAL'],
    ['from one mount to the other', { op: 'rename', path: '/work/a.txt', to: '/tmp/a.txt' }, 'EXDEV'],
    ['outside of the mounts', { op: 'readFile', path: '/etc/passwd' }, 'ENOENT'],
    ['up and out', { op: 'readFile', path: '/work/../../etc/passwd' }, 'ENOENT'],
    ['a relative path', { op: 'readFile', path: 'a.txt' }, 'EINVAL'],
    ['a NUL', { op: 'readFile', path: '/work/a.txt\0' }, 'EINVAL'],
    ['a deceptive name', write('/work/a\u202etxt', 'x'), 'EINVAL'],
    ['a name with a backslash', write('/work/..\\a', 'x'), 'EINVAL'],
    ['binary data', { op: 'writeFile', path: '/work/b', data: new Uint8Array([255, 254]) }, 'EINVAL'],
    ['a NUL in the text', write('/work/b', 'a\0b'), 'EINVAL'],
    ['a file past the limit', write('/work/b', 'x'.repeat(roomLimits.maxFileBytes + 1)), 'EFBIG'],
  ])('%s: %#', async (_, call, code) => {
    const room = new HostCallsHarness(files);
    expect(await room.call(call)).toEqual(failure(code));
    expect(room.files()).toEqual(files);
    expect(room.emitted).toEqual([]);
  });
});

describe('X24 folders', () => {
  it('exist while a file is below them, or the run that made them lasts', async () => {
    const room = new HostCallsHarness();
    expect(await room.call({ op: 'mkdir', path: '/work/x/y', recursive: true })).toEqual({ value: true });
    expect(await room.call({ op: 'stat', path: '/work/x' })).toMatchObject({ value: { type: 'directory' } });
    expect(await room.call(write('/work/x/y/z.txt', 'z'))).toEqual({ value: null });
    expect(await room.call({ op: 'rename', path: '/work/x', to: '/work/w' })).toEqual({ value: null });
    expect(room.files()).toEqual({ 'w/y/z.txt': 'z' });
    expect(await room.call({ op: 'stat', path: '/work/x' })).toEqual(failure('ENOENT'));
    await room.call({ op: 'unlink', path: '/work/w/y/z.txt' });
    expect(await room.call({ op: 'readdir', path: '/work/w/y' })).toEqual({ value: [] });
    expect(await room.call({ op: 'rmdir', path: '/work/w/y' })).toEqual({ value: null });
    expect(await room.call({ op: 'rmdir', path: '/work/w' })).toEqual({ value: null });
    expect(await room.call({ op: 'readdir', path: '/work' })).toEqual({ value: [] });
  });
});

describe('X25 /tmp', () => {
  it('holds any bytes, for this run alone, and none of them in the room', async () => {
    const room = new HostCallsHarness();
    const data = new Uint8Array([0, 255, 254]);
    await room.call({ op: 'writeFile', path: '/tmp/b', data });
    await room.call({ op: 'appendFile', path: '/tmp/b', data });
    expect(await room.call({ op: 'readFile', path: '/tmp/b' })).toEqual({
      value: new Uint8Array([...data, ...data]),
    });
    room.hostCalls.begin('run-2', { id: 'bob', name: 'Bob', color: 2, kind: 'human' });
    expect(await room.hostCalls.call('run-2', { op: 'readFile', path: '/tmp/b' })).toEqual(failure('ENOENT'));
    expect(room.files()).toEqual({});
    expect(room.emitted).toEqual([]);
  });

  it('has a limit', async () => {
    const room = new HostCallsHarness();
    const half = new Uint8Array(runLimits.maxTempBytes / 2);
    for (const path of ['/tmp/a', '/tmp/b', '/tmp/a']) {
      expect(await room.call({ op: 'writeFile', path, data: half })).toEqual({ value: null });
    }
    expect(await room.call({ op: 'appendFile', path: '/tmp/a', data: new Uint8Array(1) })).toEqual(
      failure('ENOSPC'),
    );
    await room.call({ op: 'unlink', path: '/tmp/b' });
    expect(await room.call({ op: 'appendFile', path: '/tmp/a', data: new Uint8Array(1) })).toEqual({
      value: null,
    });
  });
});

describe('X26 a call of a run', () => {
  it('is answered for a run in progress only: for no other id, and for no ended one', async () => {
    const room = new HostCallsHarness({ 'a.txt': 'a' });
    const forged = Array.from({ length: 10_000 }, (_, i) =>
      i % 4 === 0
        ? newUlid()
        : ['run-1 ', 'RUN-1', 'run-1\0', '', '__proto__', 'constructor', '../run-1', `run-${i}`][i % 8]!,
    );
    for (const runId of forged) {
      expect(await room.hostCalls.call(runId, write('/work/a.txt', 'forged'))).toEqual(failure('EPERM'));
    }
    expect(await room.call(write('/work/a.txt', 'true'))).toEqual({ value: null });
    room.hostCalls.end('run-1');
    expect(await room.call(write('/work/a.txt', 'late'))).toEqual(failure('EPERM'));
    expect(await room.call({ op: 'live' })).toEqual(failure('EPERM'));
    expect(room.files()).toEqual({ 'a.txt': 'true' });
  });

  it.each<unknown>([
    null,
    1,
    'readFile',
    {},
    { op: 'eval', code: '1' },
    { op: '__proto__' },
    { op: 'readFile' },
    { op: 'readFile', path: 1 },
    { op: 'readFile', path: ['/work/a.txt'] },
    { op: 'readFile', path: '/work/a.txt', room: 'other' },
    { op: 'readFile', path: '/work/a.txt', runId: 'run-2' },
    { op: 'writeFile', path: '/work/a.txt', data: 'text' },
    { op: 'keepShell', state: { cwd: 1, env: {} } },
  ])('is refused when it is malformed: %j', async (call) => {
    expect(await new HostCallsHarness({ 'a.txt': 'a' }).hostCalls.call('run-1', call)).toEqual(
      failure('EINVAL'),
    );
  });

  it('X73 does nothing when it waited for the room while its run ended', async () => {
    const room = new HostCallsHarness({ 'a.txt': 'a' });
    const back = Promise.withResolvers<void>();
    room.whenThere = back.promise;
    const calls = [
      room.call(write('/work/a.txt', 'late')),
      room.call({ op: 'unlink', path: '/work/a.txt' }),
      room.call({ op: 'readFile', path: '/work/a.txt' }),
    ];
    room.hostCalls.end('run-1');
    back.resolve();
    expect(await Promise.all(calls)).toEqual(calls.map(() => failure('EPERM')));
    expect(room.files()).toEqual({ 'a.txt': 'a' });
    expect(room.emitted).toEqual([]);
  });

  it('X27 is refused past the quota of a run that writes without end', async () => {
    const room = new HostCallsHarness({ 'a.txt': '' });
    let answer;
    for (let i = 0; i <= runLimits.maxRoomWrites; i++) answer = await room.call(write('/work/a.txt', `${i}`));
    expect(answer).toEqual(failure('EDQUOT'));
    expect(room.files()['a.txt']).toBe(`${runLimits.maxRoomWrites - 1}`);
  });
});

describe('X28 the log of actions', () => {
  it('has each effect once, with its author and run, and emits it', async () => {
    const room = new HostCallsHarness({ 'a.txt': 'a' });
    for (const text of ['1', '2', '3']) await room.call(write('/work/a.txt', text));
    await room.call({ op: 'rename', path: '/work/a.txt', to: '/work/b.txt' });
    await room.call({ op: 'unlink', path: '/work/b.txt' });
    await room.call({ op: 'command', command: 'ls', exitCode: 0, durationMs: 1 });
    await room.call({ op: 'request', method: 'GET', url: 'https://x/', status: 200, durationMs: 2 });
    const kept = room.hostCalls.ofRun('run-1');
    expect(kept.map(({ effect }) => effect.kind)).toEqual([
      'write',
      'rename',
      'delete',
      'command',
      'request',
    ]);
    expect(kept).toEqual(room.emitted);
    expect(room.hostCalls.list(2)).toEqual(kept.slice(-2).toReversed());
    expect(kept[0]).toMatchObject({ id: 1, by: { id: 'ada' }, runId: 'run-1', effect: { path: 'a.txt' } });
  });

  it('has a limit for one run and for the room', async () => {
    const room = new HostCallsHarness();
    for (let i = 0; i < runLimits.maxActionsPerRun + 10; i++) {
      await room.call({ op: 'command', command: `echo ${i}`, exitCode: 0, durationMs: 1 });
    }
    expect(room.hostCalls.ofRun('run-1')).toHaveLength(runLimits.maxActionsPerRun);
    for (let run = 2; run <= 6; run++) {
      room.hostCalls.begin(`run-${run}`, { id: 'ada', name: 'Ada', color: 1, kind: 'human' });
      for (let i = 0; i < runLimits.maxActionsPerRun; i++) {
        await room.hostCalls.call(`run-${run}`, { op: 'command', command: 'x', exitCode: 0, durationMs: 1 });
      }
    }
    expect(room.hostCalls.list(10_000)).toHaveLength(runLimits.keptActions);
  });
});
