import { expect, it } from 'vitest';
import type { HostCall } from '../../shared/host.ts';
import { runLimits } from '../../shared/limits.ts';
import { hostOf } from './host.ts';

const asked: unknown[] = [];
const service = {
  call: async (_room: string, _runId: string, call: unknown) => {
    asked.push(call);
    return { value: null };
  },
};
const host = hostOf(service, { room: 'r', runId: 'a' });
const write = (data: unknown, path = '/tmp/a'): HostCall =>
  // A program may send a value of any type.
  ({ op: 'writeFile', path, data }) as HostCall;

it('X82 forwards calls that fit a file to the room, and refuses larger ones', async () => {
  const largest = new Uint8Array(runLimits.maxTempBytes);
  expect(await host.call(write(largest))).toEqual({ value: null });
  // Compare only the length: comparing each element would take seconds.
  expect(asked.splice(0)).toHaveLength(1);
  expect(await host.call(write(new Uint8Array(runLimits.maxTempBytes + 1)))).toEqual({
    error: { code: 'EFBIG' },
  });
  for (const call of [
    write('text'),
    write(new Uint8Array(1), 'x'.repeat(5_000)),
    { op: 'no' } as unknown as HostCall,
  ]) {
    expect(await host.call(call)).toMatchObject({ error: { code: 'EINVAL' } });
  }
  expect(asked).toEqual([]);
});
