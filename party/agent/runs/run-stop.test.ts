import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runLimits } from '../../../shared/limits.ts';
import { ada, line, runsHarness, ScriptedExecutor, stopped } from '../../../test/runs-harness.ts';

describe('X100 a stopped run that computes without a pause', () => {
  /** An executor that no stop reaches. */
  const busyHarness = () => {
    const executor = new ScriptedExecutor();
    return { executor, ...runsHarness({ run: (job, onEntries) => executor.run(job, onEntries) }) };
  };
  const kept = { level: 'system', text: expect.stringContaining('never pauses') };
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());
  const stop = async ({ runs }: ReturnType<typeof busyHarness>, runId: string): Promise<void> => {
    const over = runs.stop(runId);
    await vi.advanceTimersByTimeAsync(runLimits.stopAnswerMs);
    expect(await over).toMatchObject({ state: 'stopped' });
  };

  it('is over all the same, and its output is kept when it arrives', async () => {
    const harness = busyHarness();
    const { runs, executor, hostCalls, events, held } = harness;
    const { runId } = await runs.start({ code: '1' }, ada);
    await vi.advanceTimersByTimeAsync(0);
    await executor.jobs[0]?.say('a');
    await stop(harness, runId);
    expect(await hostCalls.call(runId, { op: 'readFile', path: '/work/main.ts' })).toMatchObject({
      error: {},
    });
    await executor.jobs[0]?.say('b');
    executor.jobs[0]?.end(stopped);
    await vi.advanceTimersByTimeAsync(0);
    expect(runs.get(runId)).toMatchObject({
      run: { state: 'stopped' },
      output: [line('a'), kept, line('b')],
    });
    expect(events.at(-1)).toEqual({ type: 'run-output', runId, seq: 2, entries: [line('b')] });
    expect(held()).toBe(0);
    await executor.jobs[0]?.say('forged');
    expect(runs.get(runId).output).toHaveLength(3);
  });

  it('keeps its slot until its isolate has ended, and the next run says that it may wait', async () => {
    const harness = busyHarness();
    const { runs, executor } = harness;
    const ids: string[] = [];
    for (let i = 0; i < 2; i++) ids.push((await runs.start({ code: '1' }, ada)).runId);
    await vi.advanceTimersByTimeAsync(0);
    for (const { say } of executor.jobs) await say();
    for (const id of ids) await stop(harness, id);
    const { runId } = await runs.start({ code: '1' }, ada);
    await vi.advanceTimersByTimeAsync(0);
    expect(runs.get(runId).run.state).toBe('queued');
    executor.jobs[0]?.end(stopped);
    await vi.advanceTimersByTimeAsync(0);
    expect(runs.get(runId)).toMatchObject({
      run: { state: 'running' },
      output: [{ level: 'system', text: expect.stringContaining('A run that was stopped') }],
    });
  });

  it('never begins if it had not yet, and leaves nothing behind when all runs are stopped', async () => {
    const harness = busyHarness();
    const { runs, executor } = harness;
    const { runId } = await runs.start({ code: '1' }, ada);
    await vi.advanceTimersByTimeAsync(0);
    await stop(harness, runId);
    await expect(executor.jobs[0]?.say()).rejects.toThrow('stopped');
    const other = await runs.start({ code: '1' }, ada);
    await vi.advanceTimersByTimeAsync(0);
    await executor.jobs[1]?.say();
    const over = runs.stopAll();
    await vi.advanceTimersByTimeAsync(runLimits.stopAnswerMs);
    await over;
    await executor.jobs[1]?.say('late');
    expect(runs.get(other.runId).output.map(({ text }) => text)).not.toContain('late');
  });
});
