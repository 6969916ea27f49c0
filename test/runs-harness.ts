import * as Y from 'yjs';
import { HostCalls } from '../party/agent/host/host-calls.ts';
import { Runs } from '../party/agent/runs/runs.ts';
import { type CoderEvent, coderEventSchema } from '../shared/chat.ts';
import type { User } from '../shared/roles.ts';
import type { ExecutorService, OutputEntry, RunJob, RunOutcome } from '../shared/run.ts';
import { coderTables } from './node-sql.ts';
import { transactAs } from './transact-as.ts';

export const ada = { id: 'ada', name: 'Ada', color: 1, kind: 'human' } as const;
export const line = (text: string): OutputEntry => ({ level: 'log', text, atMs: 0 });
export const done: RunOutcome = { success: true, result: 7, resultText: '7', durationMs: 1 };
export const stopped: RunOutcome = {
  success: false,
  result: null,
  resultText: '',
  durationMs: 1,
  error: { category: 'unknown', message: 'Stopped.' },
};

/** A scripted executor: each job waits until the test says how it continues. */
export class ScriptedExecutor implements ExecutorService {
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

/** A room's runs, with an empty document. */
export function runsHarness(
  executor: ExecutorService,
  sql = coderTables(),
  saved = async () => {},
  onHold = (): void => {},
) {
  const events: CoderEvent[] = [];
  const writers: number[] = [];
  let held = 0;
  const doc = new Y.Doc();
  const room = {
    doc,
    join: async () => {},
    clientIdFor: async (_: User, turn?: string) => (turn === undefined ? 1 : 2),
    transactAs: (clientId: number, change: () => void) => {
      writers.push(clientId);
      transactAs(doc)(clientId, change);
    },
  };
  const hostCalls = new HostCalls({ sql, room, emit: () => {} });
  const runs = new Runs({
    room: 'room',
    sql,
    hostCalls,
    saved,
    executor,
    files: async () =>
      new Map([
        ['main.ts', 'x'],
        ['src/a.ts', 'y'],
      ]),
    emit: (event) => events.push(coderEventSchema.parse(event)),
    hold: () => {
      onHold();
      held++;
      return () => void held--;
    },
  });
  return { runs, hostCalls, events, writers, held: () => held, sql };
}
