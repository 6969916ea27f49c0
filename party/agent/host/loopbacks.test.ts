import { describe, expect, it } from 'vitest';
import type { HostAnswer, HostCall } from '../../../shared/host.ts';
import { newRoomId, newUlid } from '../../../shared/ids.ts';
import { HostCallsHarness } from '../../../test/host-calls-harness.ts';
import { controlledFetch } from '../../executor/controlled-fetch.ts';
import { policyFrom } from '../../../shared/fetch-policy.ts';
import { hostOf, type RunProps } from '../../executor/host.ts';
import { execHere } from '../../../test/shell.ts';

const mine = newRoomId();

/** Two rooms with a run in each, and 500 forged rooms and runs for a loopback. */
function rooms() {
  const byId = new Map([
    [mine, new HostCallsHarness({ 'a.txt': 'mine' })],
    [newRoomId(), new HostCallsHarness({ 'a.txt': 'theirs' })],
  ]);
  for (const [id, { hostCalls }] of byId) {
    hostCalls.end('run-1');
    hostCalls.begin(`run of ${id}`, { id: 'ada', name: 'Ada', color: 1, kind: 'human' });
  }
  const service = {
    call: async (room: string, runId: string, call: HostCall): Promise<HostAnswer> =>
      (await byId.get(room)?.hostCalls.call(runId, call)) ?? {
        error: { code: 'EPERM', message: 'There is no such room.' },
      },
  };
  const ids = [...byId.keys()];
  const forged = Array.from({ length: 500 }, (_, i): RunProps => {
    const [room = '', other = ''] = i % 2 === 0 ? ids : ids.toReversed();
    const runs = [`run of ${other}`, `run of ${room} `, newUlid(), '', '__proto__', `../run of ${room}`];
    const wrongRoom = [newRoomId(), `${room}/`, room.toUpperCase(), ''][i % 4] ?? '';
    return i % 5 === 4
      ? { room: wrongRoom, runId: `run of ${room}` }
      : { room, runId: runs[i % runs.length] ?? '' };
  });
  return { byId, service, forged };
}

describe('X26 each loopback, with 500 forged rooms and runs', () => {
  const read: HostCall = { op: 'readFile', path: '/work/a.txt' };
  const write: HostCall = { op: 'writeFile', path: '/work/a.txt', data: new Uint8Array([120]) };
  const policy = policyFrom({});

  it.each<[string, (props: RunProps, service: ReturnType<typeof rooms>['service']) => Promise<unknown>]>([
    ['FS reads', (props, service) => hostOf(service, props).call(read)],
    ['FS writes', (props, service) => hostOf(service, props).call(write)],
    ['BASH', (props, service) => execHere(hostOf(service, props), 'echo x > a.txt')],
    [
      'FETCH',
      (props, service) =>
        controlledFetch(policy, hostOf(service, props), 'https://api.github.com/', {}, () =>
          expect.fail('a request was made'),
        ),
    ],
    ['the log of FETCH', (props, service) => hostOf(service, props).call({ op: 'requests' })],
  ])('%s does nothing for them', async (_, ask) => {
    const { byId, service, forged } = rooms();
    for (const props of forged) {
      const said = await ask(props, service).catch((error: unknown) => ({ error }));
      expect(said, JSON.stringify(props)).toMatchObject({ error: { code: 'EPERM' } });
    }
    for (const room of byId.values()) expect(room.emitted).toEqual([]);
    expect([...byId.values()].map((room) => room.files()['a.txt'])).toEqual(['mine', 'theirs']);
    // A genuine run is served.
    expect(await hostOf(service, { room: mine, runId: `run of ${mine}` }).call(read)).toEqual({
      value: new TextEncoder().encode('mine'),
    });
  });
});
