import { describe, expect, it } from 'vitest';
import { setAsksBefore } from '../../../shared/approvals.ts';
import type { HostCall } from '../../../shared/host.ts';
import { agentUser } from '../../../shared/roles.ts';
import { DryRoom } from './dry-room.ts';
import { HostCallsHarness } from '../../../test/host-calls-harness.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const write = (path: string, text: string): HostCall => ({ op: 'writeFile', path, data: bytes(text) });

describe('a run of the agent', () => {
  const del: HostCall = { op: 'unlink', path: '/work/a.txt' };
  const over: HostCall = { op: 'rename', path: '/work/b.txt', to: '/work/a.txt' };
  const move: HostCall = { op: 'rename', path: '/work/b.txt', to: '/work/c.txt' };
  const inShell = (call: HostCall): HostCall => ({ ...call, shell: true }) as HostCall;

  function agents(settings: Partial<Record<'edit' | 'delete' | 'bash', boolean>> = {}) {
    const room = new HostCallsHarness({ 'a.txt': 'a', 'b.txt': 'b' });
    for (const kind of ['edit', 'delete', 'bash'] as const) {
      if (settings[kind] !== undefined) setAsksBefore(room.doc, kind, settings[kind]);
    }
    room.hostCalls.begin('run-a', agentUser, {}, { turn: 'T' });
    return { room, does: (call: HostCall) => room.hostCalls.call('run-a', call) };
  }

  it('A124 writes under its turn’s client id', async () => {
    const { room, does } = agents();
    room.writers.length = 0;
    expect(await does(write('/work/a.txt', 'of the run'))).toEqual({ value: null });
    expect(room.writers).toEqual([7_003]);
  });

  it.each<[string, HostCall, Parameters<typeof agents>[0]]>([
    ['a deletion, by default', del, {}],
    ['a file renamed over another, by default', over, {}],
    ['a command that writes, by default', inShell(write('/work/a.txt', 'x')), {}],
    ['a command that renames, by default', inShell(move), {}],
    ['a command that deletes, where only commands need no approval', inShell(del), { bash: false }],
    ['a write, where edits need approval', write('/work/a.txt', 'x'), { edit: true }],
    ['a new file, where edits need approval', write('/work/n.txt', 'x'), { edit: true }],
    [
      'more text, where edits need approval',
      { op: 'appendFile', path: '/work/a.txt', data: bytes('x') },
      { edit: true },
    ],
    ['a rename, where edits need approval', move, { edit: true }],
  ])('A125 is refused %s', async (_, call, settings) => {
    const { room, does } = agents(settings);
    const message = expect.stringMatching(
      /^Since this run began, people want to be asked before .* Run it again: they will be asked then\.$/,
    ) as string;
    expect(await does(call)).toEqual({ error: { code: 'EACCES', message } });
    expect(room.files()).toEqual({ 'a.txt': 'a', 'b.txt': 'b' });
    // People's own runs need no approval.
    expect(await room.call(call)).toEqual({ value: null });
  });

  it('A125 does what needs no approval, and anything in its /tmp', async () => {
    const { room, does } = agents({ edit: true });
    for (const call of [
      write('/tmp/x', 'x'),
      inShell(write('/tmp/y', 'y')),
      { op: 'unlink', path: '/tmp/x' },
    ])
      expect(await does(call as HostCall)).toEqual({ value: null });
    setAsksBefore(room.doc, 'delete', false);
    expect(await does(del)).toEqual({ value: null });
    setAsksBefore(room.doc, 'bash', false);
    expect(await does(inShell(move))).toEqual({ value: null });
    expect(room.files()).toEqual({ 'c.txt': 'b' });
  });

  it('A151 alone sees its changes in a copy, which count by their kind and are not reported until they are applied', async () => {
    const { room } = agents({ edit: true });
    const dry = new DryRoom(room);
    room.hostCalls.begin('run-d', agentUser, {}, { turn: 'T', dry });
    const does = (call: HostCall) => room.hostCalls.call('run-d', call);
    const stat = async (): Promise<number> => {
      const answer = await does({ op: 'stat', path: '/work/a.txt' });
      return (answer as { value: { mtimeMs: number } }).value.mtimeMs;
    };
    const before = await stat();
    while (Date.now() <= before) await new Promise((resolve) => setTimeout(resolve, 1));
    const command = { op: 'command', command: 'rm b.txt', exitCode: 0, durationMs: 1 } as const;
    for (const call of [write('/work/a.txt', 'changed'), inShell({ ...del, path: '/work/b.txt' }), command])
      expect(await does(call as HostCall)).toEqual({ value: null });
    expect(await does({ op: 'readFile', path: '/work/a.txt' })).toEqual({ value: bytes('changed') });
    expect(await does({ op: 'readdir', path: '/work' })).toEqual({
      value: [{ name: 'a.txt', type: 'file' }],
    });
    expect(await stat()).toBeGreaterThan(before);
    expect([...dry.kinds].sort()).toEqual(['bash', 'delete', 'edit']);
    expect(room.files()).toEqual({ 'a.txt': 'a', 'b.txt': 'b' });
    expect(room.emitted.map(({ effect }) => effect.kind)).toEqual(['command']);
    expect(room.hostCalls.hasChangedFiles('run-d')).toBe(false);
  });
});
