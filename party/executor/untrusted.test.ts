import { expect, it } from 'vitest';
import type { HostCall } from '../../shared/host.ts';
import { runLimits } from '../../shared/limits.ts';
import type { OutputEntry, RunJob, RunOutcome } from '../../shared/run.ts';
import { execute, type Isolate } from './execute.ts';
import { hostOf } from './host.ts';

const job: RunJob = {
  room: 'r',
  runId: 'a',
  files: { 'main.ts': '' },
  entry: 'main.ts',
  args: [],
  env: {},
  timeoutMs: 5_000,
};
const truncated = { entries: 0, bytes: 0 };
const large = 'x'.repeat(4_000_000);

/** A run whose isolate answers with the given value. */
async function runOf(run: Isolate['run']): Promise<{ outcome: RunOutcome; entries: OutputEntry[] }> {
  const entries: OutputEntry[] = [];
  const onEntries = async (some: OutputEntry[]): Promise<void> => void entries.push(...some);
  const outcome = await execute(job, onEntries, undefined, () => ({ run }));
  return { outcome, entries };
}

it.each<[string, unknown]>([
  ['text', large],
  ['a stub', () => ({ ok: true })],
  ['frames without end', { ok: false, category: 'runtime', message: '', frames: Array(1e6), truncated }],
  ['a category of the host’s', { ok: false, category: 'unavailable', message: '', frames: [], truncated }],
  ['a count that is none', { ok: true, json: null, text: '', truncated: { entries: -1, bytes: 0 } }],
])('X86 an answer that is %s counts as unreadable', async (_, answer) => {
  const { outcome } = await runOf(async () => answer);
  expect(outcome.error).toEqual({
    category: 'unknown',
    message: 'The program’s result could not be read.',
  });
});

it('X86 a list is counted before any of it is parsed', async () => {
  let read = 0;
  const frame = Object.defineProperty({}, 'name', { get: () => read++, enumerable: true });
  await runOf(async () => ({
    ok: false,
    category: 'runtime',
    message: '',
    frames: Array(51).fill(frame),
    truncated,
  }));
  expect(read).toBe(0);
});

it.each<[string, unknown]>([
  ['an error with a message without end', new Error('exceeded'.repeat(1_000_000))],
  ['text without end', large],
  ['an error whose message is no text', Object.assign(new Error('a'), { message: { toString: null } })],
  ['what cannot be made a text', { toString: () => expect.fail('asked') }],
  ['a symbol', Symbol('x')],
  ['nothing', undefined],
])('X86 a run that throws %s ends with a short message', async (_, thrown) => {
  const { outcome } = await runOf(() => Promise.reject(thrown as Error));
  expect(outcome).toMatchObject({ success: false, error: { category: 'unknown' } });
  expect(JSON.stringify(outcome).length).toBeLessThan(2 * runLimits.maxMessageBytes);
});

it('X86 a result nested deeper than the limit has no JSON', async () => {
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
  const resultOf = async (json: string): Promise<unknown> =>
    (await runOf(async () => ({ ok: true, json, text: '', truncated }))).outcome.result;
  expect(await resultOf(nested(runLimits.maxResultDepth))).toEqual(
    JSON.parse(nested(runLimits.maxResultDepth)),
  );
  expect(await resultOf(nested(runLimits.maxResultDepth + 1))).toBe(null);
  expect(await resultOf(nested(100_000))).toBe(null);
});

it('X86 a program cannot print at the host’s level', async () => {
  const { entries } = await runOf(async (_, sink) => {
    await sink([{ level: 'system', text: 'All is well.', atMs: 0 }]);
    await sink([{ level: 'log', text: 'before it began', atMs: -1 }]);
    return { ok: true, json: null, text: '', truncated };
  });
  expect(entries.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^Output is truncated .* 2 more lines/),
  ]);
});

it('X86 a view of a large buffer is forwarded without the rest of the buffer', async () => {
  const asked: HostCall[] = [];
  const call = async (_room: string, _runId: string, one: HostCall) => {
    asked.push(one);
    return { value: null };
  };
  const data = new Uint8Array(new ArrayBuffer(30_000_000), 8, 2);
  data.set([1, 2]);
  await hostOf({ call }, { room: 'r', runId: 'a' }).call({ op: 'writeFile', path: '/tmp/a', data });
  const [passed] = asked;
  if (passed === undefined || !('data' in passed)) throw new Error('nothing was passed on');
  expect([...passed.data]).toEqual([1, 2]);
  expect(passed.data.buffer.byteLength).toBe(2);
});
