import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { type CoderEvent, coderEventSchema } from '../../shared/chat.ts';
import { TandemError } from '../../shared/errors.ts';
import { runLimits } from '../../shared/limits.ts';
import type { ExecutorService, OutputEntry, RunJob, RunOutcome } from '../../shared/run.ts';
import { coderTables } from '../../test/node-sql.ts';
import { Acts } from './acts/acts.ts';
import { Runs } from './runs.ts';

const ada = { id: 'ada', name: 'Ada', color: 1, kind: 'human' } as const;
const line = (text: string): OutputEntry => ({ level: 'log', text, atMs: 0 });
const done: RunOutcome = { success: true, result: 7, resultText: '7', durationMs: 1 };
const stopped: RunOutcome = {
  success: false,
  result: null,
  resultText: '',
  durationMs: 1,
  error: { category: 'unknown', message: 'Stopped.' },
};

/** An executor by script: each job waits until the test says how it goes on. */
class ScriptedExecutor implements ExecutorService {
  readonly jobs: {
    job: RunJob;
    say: (...texts: string[]) => Promise<void>;
    end: (outcome: RunOutcome) => void;
    die: () => void;
  }[] = [];

  run(...[job, onEntries, whenStopped]: Parameters<ExecutorService['run']>): Promise<RunOutcome> {
    const { promise, resolve, reject } = Promise.withResolvers<RunOutcome>();
    let seq = 0;
    const say = async (...texts: string[]): Promise<void> => {
      await onEntries(texts.map(line), seq);
      seq += texts.length;
    };
    this.jobs.push({ job, say, end: resolve, die: () => reject(new Error('Network connection lost.')) });
    void whenStopped?.().then(() => resolve(stopped));
    return promise;
  }
}

function setUp(executor: ExecutorService, sql = coderTables(), saved = async () => {}) {
  const events: CoderEvent[] = [];
  let held = 0;
  const room = {
    doc: new Y.Doc(),
    join: async () => {},
    clientIdFor: async () => 1,
    transactAs: (_: number, change: () => void) => change(),
  };
  const acts = new Acts({ sql, room, emit: () => {} });
  const runs = new Runs({
    room: 'room',
    sql,
    acts,
    saved,
    executor,
    files: async () =>
      new Map([
        ['main.ts', 'x'],
        ['src/a.ts', 'y'],
      ]),
    emit: (event) => events.push(coderEventSchema.parse(event)),
    hold: () => {
      held++;
      return () => void held--;
    },
  });
  return { runs, acts, events, held: () => held, sql };
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('runs', () => {
  it.each([
    ['is over when what it wrote is on disk', undefined],
    ['says so when the room does not confirm it', new TandemError('unavailable', 'not confirmed')],
  ])('X54 %s', async (_, failure) => {
    const executor = new ScriptedExecutor();
    const disk = Promise.withResolvers<void>();
    const { runs, acts } = setUp(executor, coderTables(), () => disk.promise);
    const { runId } = await runs.start({ entry: 'main.ts' }, ada);
    await turn();
    await acts.call(runId, { op: 'writeFile', path: '/work/note.txt', data: new Uint8Array([104, 105]) });
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

  it('H7 tells every step in order, keeps all of it, and holds the coder no longer than it lasts', async () => {
    const executor = new ScriptedExecutor();
    const { runs, events, held } = setUp(executor);
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

  it('H8 runs two at a time, in order, and refuses more than its queue holds', async () => {
    const executor = new ScriptedExecutor();
    const { runs } = setUp(executor);
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

  it('H8 stops a queued run at once, and a running one by telling the executor', async () => {
    const executor = new ScriptedExecutor();
    const { runs, events } = setUp(executor);
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

  it('H10 ends, on waking, what was running or queued when the server died', async () => {
    const { runs, sql } = setUp(new ScriptedExecutor());
    for (let i = 0; i < 3; i++) await runs.start({ code: '1' }, ada);
    const woken = setUp(new ScriptedExecutor(), sql).runs;
    for (const run of woken.list(10)) {
      expect(run).toMatchObject({ state: 'failed', error: { category: 'unavailable' } });
      expect((await woken.finished(run.runId)).error?.message).toContain('Run it again');
    }
    expect((await woken.start({ code: '1' }, ada)).number).toBe(4);
  });

  it('H11 asks an executor that is away again, but never one that has begun', async () => {
    let attempts = 0;
    const scripted = new ScriptedExecutor();
    const flaky: ExecutorService = {
      run(...call) {
        if (++attempts < 3) return Promise.reject(new Error('Worker "tandem-executor" not found.'));
        return scripted.run(...call);
      },
    };
    const { runs } = setUp(flaky);
    const { runId } = await runs.start({ code: '1' }, ada);
    while (scripted.jobs.length === 0) await turn();
    expect(attempts).toBe(3);
    await scripted.jobs[0]?.say('begun');
    scripted.jobs[0]?.die();
    expect((await runs.finished(runId)).error).toMatchObject({ category: 'unavailable' });
    expect(runs.get(runId)).toMatchObject({ run: { state: 'failed' }, output: [line('begun')] });
    expect(scripted.jobs).toHaveLength(1);
  });

  it('calls an answer that no executor gives unavailable, and refuses output without shape', async () => {
    const forged = { success: 'yes' } as unknown as RunOutcome;
    let refused: unknown;
    const { runs } = setUp({
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

  it('H6 refuses an entry that is not there, and finds a free name for loose code', async () => {
    const executor = new ScriptedExecutor();
    const { runs } = setUp(executor);
    await expect(runs.start({ entry: 'no.ts' }, ada)).rejects.toMatchObject({ code: 'not_found' });
    await expect(runs.start({ code: '1', modules: { '../x': '' } }, ada)).rejects.toMatchObject({
      code: 'bad_request',
    });
    await runs.start({ code: 'mine', modules: { 'main.ts': 'theirs' } }, ada);
    await turn();
    expect(executor.jobs[0]?.job).toMatchObject({
      entry: 'main (2).ts',
      files: { 'main.ts': 'theirs', 'main (2).ts': 'mine' },
    });
  });
});
