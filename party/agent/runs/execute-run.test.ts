import { expect, it, vi } from 'vitest';
import type { ExecutorService, OutputEntry, RunOutcome } from '../../../shared/run.ts';
import { ada, done, line, runsHarness, ScriptedExecutor } from '../../../test/runs-harness.ts';

it('H11 retries while the executor is unreachable, but never a run that has begun', async () => {
  let attempts = 0;
  const scripted = new ScriptedExecutor();
  const flaky: ExecutorService = {
    run(...call) {
      if (++attempts < 3) return Promise.reject(new Error('Worker "tandem-executor" not found.'));
      return scripted.run(...call);
    },
  };
  const { runs } = runsHarness(flaky);
  const { runId } = await runs.start({ code: '1' }, ada);
  await vi.waitUntil(() => scripted.jobs.length > 0);
  expect(attempts).toBe(3);
  await scripted.jobs[0]?.say('begun');
  scripted.jobs[0]?.die();
  expect((await runs.finished(runId)).error).toMatchObject({ category: 'unavailable' });
  expect(runs.get(runId)).toMatchObject({
    run: { state: 'failed' },
    output: [{ level: 'system' }, line('begun')],
  });
  expect(scripted.jobs).toHaveLength(1);
});

it('H11 X72 X79 says that a run waits, gives it its full time limit once it begins, and gives up after 30 s', async () => {
  vi.useFakeTimers();
  const scripted = new ScriptedExecutor();
  let isAway = true;
  const { runs } = runsHarness({
    run: (...call) =>
      isAway ? Promise.reject(new Error('Worker "tandem-executor" not found.')) : scripted.run(...call),
  });
  const waits = { level: 'system', text: expect.stringContaining('is starting') };
  const { runId } = await runs.start({ code: '1', timeoutMs: 1_000 }, ada);
  await vi.advanceTimersByTimeAsync(29_000);
  expect(runs.get(runId)).toMatchObject({ run: { state: 'running' }, output: [waits] });
  isAway = false;
  await vi.advanceTimersByTimeAsync(1_000);
  await scripted.jobs[0]?.say('begun');
  await vi.advanceTimersByTimeAsync(900);
  expect(runs.get(runId).run.state).toBe('running');
  scripted.jobs[0]?.end(done);
  expect(await runs.finished(runId)).toMatchObject({ success: true });
  isAway = true;
  const late = await runs.start({ code: '1', timeoutMs: 1_000 }, ada);
  const ended = runs.finished(late.runId);
  await vi.advanceTimersByTimeAsync(31_000);
  expect(await ended).toMatchObject({ error: { category: 'unavailable' } });
  expect(runs.get(late.runId).output).toMatchObject([waits]);
  vi.useRealTimers();
});

it('X79 ends a run that waits for the executor as soon as it is stopped, and stops retrying', async () => {
  let asked = 0;
  const { runs } = runsHarness({ run: () => Promise.reject(new Error(`away ${++asked}`)) });
  const { runId } = await runs.start({ code: '1' }, ada);
  await vi.waitUntil(() => asked > 0);
  expect((await runs.stop(runId)).state).toBe('stopped');
  expect(asked).toBeLessThanOrEqual(2);
});

it('reports a forged answer as unavailable, and rejects malformed output', async () => {
  const forged = { success: 'yes' } as unknown as RunOutcome;
  let refused: unknown;
  const { runs } = runsHarness({
    async run(_job, onEntries) {
      refused = await onEntries([{ level: 'html', text: 1 } as unknown as OutputEntry], 0).catch(
        (error: unknown) => error,
      );
      return forged;
    },
  });
  const { runId } = await runs.start({ code: '1' }, ada);
  expect(await runs.finished(runId)).toMatchObject({
    success: false,
    logs: [],
    error: { category: 'unavailable' },
  });
  expect(refused).toBeInstanceOf(Error);
});
