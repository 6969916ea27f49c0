import { HostCalls } from '../party/agent/host/host-calls.ts';
import { Runs } from '../party/agent/runs/runs.ts';
import type { HostRoom } from '../party/agent/host/room-volume.ts';
import { SandboxTools } from '../party/agent/host/sandbox-tools.ts';
import { controlledFetch } from '../party/executor/controlled-fetch.ts';
import { readAll } from '../shared/doc.ts';
import type { HostAnswer, HostCall } from '../shared/host.ts';
import type { ToolService } from '../shared/run.ts';
import { policyFrom } from '../shared/fetch-policy.ts';
import { hostOf } from '../party/executor/host.ts';
import { execHere } from './shell.ts';
import { coderTables } from './node-sql.ts';

/** What a test's program does, through the calls of a run. */
export type TestProgram = (call: (call: HostCall) => Promise<HostAnswer>) => Promise<void>;

/**
 * The agent's sandbox tools on a document of this process, with the executor's own shell and requests, which
 * may reach this machine. A run prints the file it runs and does what `programs` has for that path. Types are right
 * unless a test has them checked: TypeScript takes a second to start.
 * @param through what each call of a command or program goes through
 */
export function sandboxToolsOn(
  replica: HostRoom,
  programs: ReadonlyMap<string, TestProgram> = new Map(),
  through: (call: HostCall, answer: () => Promise<HostAnswer>) => Promise<HostAnswer> = (_, answer) =>
    answer(),
  checkTypes: ToolService['checkTypes'] = async () => ({ found: [], more: 0, elsewhere: 0 }),
): { sandbox: SandboxTools; runs: Runs; hostCalls: HostCalls } {
  const sql = coderTables();
  const hostCalls = new HostCalls({ sql, room: replica, emit: () => undefined });
  const answer = (runId: string, call: HostCall): Promise<HostAnswer> =>
    through(call, () => hostCalls.call(runId, call));
  const service = { call: (_: string, runId: string, call: HostCall) => answer(runId, call) };
  const parts = { room: 'room', hostCalls, hold: () => () => undefined };
  const sandbox = new SandboxTools({
    ...parts,
    replica,
    executor: {
      exec: (props, command, shown) => execHere(hostOf(service, props), command, shown),
      request: (props, url, request) =>
        controlledFetch(policyFrom({ FETCH_LOOPBACK: '1' }), hostOf(service, props), url, request),
      checkTypes,
    },
  });
  const runs = new Runs({
    ...parts,
    sql,
    saved: async () => undefined,
    emit: () => undefined,
    files: async () => readAll(replica.doc),
    executor: {
      run: async ({ runId, entry, files }, onEntries) => {
        await onEntries([{ level: 'log', text: files[entry] ?? '', atMs: 1 }], 0);
        await programs.get(entry)?.((call) => answer(runId, call));
        return { success: true, result: null, resultText: 'undefined', durationMs: 2 };
      },
    },
  });
  return { sandbox, runs, hostCalls };
}
