import { describe, expect, it, vi } from 'vitest';
import { TandemError } from '../../../shared/errors.ts';
import { runLimits } from '../../../shared/limits.ts';
import { agentUser } from '../../../shared/roles.ts';
import { coderTables } from '../../../test/node-sql.ts';
import { ada, done, line, runsHarness, ScriptedExecutor, stopped } from '../../../test/runs-harness.ts';

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('runs', () => {
  it.each([
    ['end when their changes are on disk', undefined],
    ['say so when the room does not confirm their changes', new TandemError('unavailable', 'not confirmed')],
  ])('X54 %s', async (_, failure) => {
    const executor = new ScriptedExecutor();
    const disk = Promise.withResolvers<void>();
    const { runs, hostCalls } = runsHarness(executor, coderTables(), () => disk.promise);
    const { runId } = await runs.start({ entry: 'main.ts' }, ada);
    await turn();
    await hostCalls.call(runId, {
      op: 'writeFile',
      path: '/work/note.txt',
      data: new Uint8Array([104, 105]),
    });
    executor.jobs[0]?.end(done);
    await turn();
    expect(runs.get(runId).run.state).toBe('running');
    if (failure) disk.reject(failure);
    else disk.resolve();
    await runs.finished(runId);
    const { run, output } = runs.get(runId);
    expect(run.state).toBe('succeeded');
    expect(output.map(({ text }) => text)).toEqual(failure ? ['not confirmed'] : []);
  });

  it('A124 A126 started by the agent write under its turn, and use the files as they were when allowed', async () => {
    const executor = new ScriptedExecutor();
    const { runs, hostCalls, writers } = runsHarness(executor);
    const files = new Map([['allowed.ts', 'as it was']]);
    const { runId, loose } = await runs.start({ entry: 'allowed.ts' }, agentUser, { turn: 'T', files });
    expect(loose).toBeUndefined();
    await turn();
    expect(executor.jobs[0]?.job.files).toEqual({ 'allowed.ts': 'as it was' });
    await hostCalls.call(runId, {
      op: 'writeFile',
      path: '/work/note.txt',
      data: new Uint8Array([104, 105]),
    });
    expect(writers).toEqual([2]);
    const other = await runs.start({ entry: 'main.ts' }, agentUser, { turn: 'T' });
    await turn();
    expect(executor.jobs[1]?.job.files).toMatchObject({ 'main.ts': 'x' });
    for (const { end } of executor.jobs) end(done);
    await runs.finished(other.runId);
  });

  it('X54 wait for the disk however many actions they made', async () => {
    const executor = new ScriptedExecutor();
    const disk = Promise.withResolvers<void>();
    const { runs, hostCalls } = runsHarness(executor, coderTables(), () => disk.promise);
    const { runId } = await runs.start({ entry: 'main.ts' }, ada);
    await turn();
    for (let i = 0; i <= runLimits.maxActionsPerRun; i++)
      await hostCalls.call(runId, { op: 'command', command: 'ls', exitCode: 0, durationMs: 1 });
    await hostCalls.call(runId, { op: 'writeFile', path: '/work/a.txt', data: new Uint8Array([97]) });
    executor.jobs[0]?.end(done);
    await turn();
    expect(runs.get(runId).run.state).toBe('running');
    disk.resolve();
    await runs.finished(runId);
    expect(runs.get(runId).run.state).toBe('succeeded');
  });

  it('X72 count a run’s time from when it begins, and report a run that they end themselves as a timeout', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const executor = new ScriptedExecutor();
    const { runs } = runsHarness(executor);
    const late = 1_000 + runLimits.stopGraceMs;
    const ids: string[] = [];
    for (let i = 0; i < 2; i++) ids.push((await runs.start({ code: '1', timeoutMs: 1_000 }, ada)).runId);
    await vi.advanceTimersByTimeAsync(late);
    for (const job of executor.jobs) await job.say();
    await vi.advanceTimersByTimeAsync(late - 1);
    executor.jobs[0]?.end(done);
    await vi.advanceTimersByTimeAsync(1);
    vi.useRealTimers();
    for (const id of ids) await runs.finished(id);
    expect(ids.map((id) => runs.get(id).run.state)).toEqual(['succeeded', 'timeout']);
    expect(runs.get(ids[1]!).run.error?.message).toContain('1000 ms');
  });

  it('X75 end a run that fails to begin, and free its slot', async () => {
    const executor = new ScriptedExecutor();
    const { runs } = runsHarness(
      executor,
      coderTables(),
      async () => {},
      () => {
        throw new Error('asleep');
      },
    );
    for (let i = 0; i < 3; i++) {
      const { runId } = await runs.start({ code: '1' }, ada);
      expect((await runs.finished(runId)).error).toMatchObject({ category: 'unavailable' });
    }
    expect(executor.jobs).toEqual([]);
  });

  it('X76 list many runs with truncated texts, and the newest in full', async () => {
    const executor = new ScriptedExecutor();
    const { runs } = runsHarness(executor);
    const long = 'é'.repeat(200_000);
    const ids: string[] = [];
    for (let i = 0; i < 2; i++) {
      const { runId } = await runs.start({ code: '1' }, ada);
      await turn();
      executor.jobs[i]?.end(
        i === 0
          ? { ...stopped, error: { category: 'runtime', message: long, stack: long } }
          : { ...done, resultText: long },
      );
      await runs.finished(runId);
      ids.push(runId);
    }
    expect(JSON.stringify(runs.list(20)).length).toBeLessThan(4 * runLimits.listedUnits);
    expect(runs.list(1)[0]?.resultText).toMatch(/^é+\n… 196000 characters more$/);
    const told = runs.newest().flatMap((event) => (event.type === 'run' ? [event.run] : []));
    expect(told.map(({ runId }) => runId)).toEqual(ids);
    expect(told[0]?.error?.message.length).toBeLessThan(2 * runLimits.listedUnits);
    expect(told[1]?.resultText).toBe(long);
    expect(runs.get(ids[0]!).run.error?.message).toBe(long);
  });

  it('H7 send each step of a run in order, store it, and hold the coder only while the run lasts', async () => {
    const executor = new ScriptedExecutor();
    const { runs, events, held } = runsHarness(executor);
    const { runId } = await runs.start({ entry: './src/a.ts', args: ['1'], env: { A: '2' } }, ada);
    await turn();
    expect(held()).toBe(1);
    expect(executor.jobs[0]?.job).toMatchObject({
      runId,
      entry: 'src/a.ts',
      args: ['1'],
      env: { A: '2' },
      files: { 'main.ts': 'x' },
    });
    await executor.jobs[0]?.say('a', 'b');
    await executor.jobs[0]?.say('c');
    executor.jobs[0]?.end(done);
    const result = await runs.finished(runId);
    expect(result).toEqual({
      runId,
      success: true,
      result: 7,
      resultText: '7',
      durationMs: 1,
      logs: ['a', 'b', 'c'].map(line),
      actions: [],
    });
    expect(
      events.map((event) => (event.type === 'run' ? event.run.state : 'seq' in event && event.seq)),
    ).toEqual(['running', 0, 2, 'succeeded']);
    expect(runs.get(runId)).toMatchObject({
      run: { number: 1, by: ada, resultText: '7' },
      output: ['a', 'b', 'c'].map(line),
    });
    await turn();
    expect(held()).toBe(0);
  });

  it('H8 run two at a time, in order, and refuse more than the queue holds', async () => {
    const executor = new ScriptedExecutor();
    const { runs } = runsHarness(executor);
    const ids: string[] = [];
    const most = runLimits.concurrentPerRoom + runLimits.queuedPerRoom;
    for (let i = 0; i < most; i++) ids.push((await runs.start({ code: String(i) }, ada)).runId);
    await expect(runs.start({ code: 'more' }, ada)).rejects.toMatchObject({ code: 'rate_limited' });
    await turn();
    expect(executor.jobs.map(({ job }) => job.runId)).toEqual(ids.slice(0, 2));
    executor.jobs[1]?.end(done);
    await runs.finished(ids[1]!);
    await turn();
    expect(executor.jobs.map(({ job }) => job.runId)).toEqual(ids.slice(0, 3));
    expect(runs.list(most).map(({ number }) => number)).toEqual(ids.map((_, i) => most - i));
  });

  it('H8 stop a queued run at once, and a running one through the executor', async () => {
    const executor = new ScriptedExecutor();
    const { runs, events } = runsHarness(executor);
    const [first, , third] = [
      await runs.start({ code: '1' }, ada),
      await runs.start({ code: '2' }, ada),
      await runs.start({ code: '3' }, ada),
    ];
    expect(await runs.stop(third.runId)).toMatchObject({ state: 'stopped' });
    await turn();
    const over = await runs.stop(first.runId);
    expect(over).toMatchObject({ state: 'stopped' });
    expect(over.error).toBeUndefined();
    expect(executor.jobs).toHaveLength(2);
    expect((await runs.finished(first.runId)).success).toBe(false);
    expect(events.filter((event) => event.type === 'run' && event.run.state === 'stopped')).toHaveLength(2);
  });

  it('H10 that were running or queued when the server died are ended on waking', async () => {
    const { runs, sql } = runsHarness(new ScriptedExecutor());
    for (let i = 0; i < 3; i++) await runs.start({ code: '1' }, ada);
    const woken = runsHarness(new ScriptedExecutor(), sql).runs;
    for (const run of woken.list(10)) {
      expect(run).toMatchObject({ state: 'failed', error: { category: 'unavailable' } });
      expect((await woken.finished(run.runId)).error?.message).toContain('Run it again');
    }
    expect((await woken.start({ code: '1' }, ada)).number).toBe(4);
  });

  it('H6 refuse an entry that does not exist, and find a free name for code that comes with the request', async () => {
    const executor = new ScriptedExecutor();
    const { runs } = runsHarness(executor);
    await expect(runs.start({ entry: 'no.ts' }, ada)).rejects.toMatchObject({ code: 'not_found' });
    await expect(runs.start({ code: '1', modules: { '../x': '' } }, ada)).rejects.toMatchObject({
      code: 'bad_request',
    });
    await runs.start({ code: 'mine', modules: { 'main (2).ts': 'theirs', 'src/a.ts': 'z' } }, ada);
    await turn();
    expect(executor.jobs[0]?.job, 'X65 beside the room’s files').toMatchObject({
      entry: 'main (3).ts',
      files: { 'main.ts': 'x', 'src/a.ts': 'z', 'main (2).ts': 'theirs', 'main (3).ts': 'mine' },
    });
  });
});
