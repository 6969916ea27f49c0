import { expect, it } from 'vitest';
import type { ExecutorService, ToolService } from '../../../shared/run.ts';
import { disposeResults } from './dispose-results.ts';

it('X58 every answer of the executor is disposed of, and arrives whole', async () => {
  const held = new Set<object>();
  const answering = <T extends object>(answer: T) => {
    held.add(answer);
    return Promise.resolve(
      Object.defineProperty(answer, Symbol.dispose, { value: () => held.delete(answer) }),
    );
  };
  const outcome = { success: true, result: 1, resultText: '1', durationMs: 2 };
  const inShell = { stdout: 'a', stderr: '', exitCode: 0 };
  const problem = { error: { code: 'FETCH_FAILED' as const, message: 'no' } };
  const checked = { found: [], more: 0, elsewhere: 1 };
  const calls: unknown[][] = [];
  const service: ExecutorService & ToolService = {
    run: (...call) => (calls.push(call), answering({ ...outcome })),
    exec: (...call) => (calls.push(call), answering({ ...inShell })),
    request: (...call) => (calls.push(call), answering({ ...problem })),
    checkTypes: (...call) => (calls.push(call), answering({ ...checked })),
  };
  const disposing = disposeResults(service);
  const props = { room: 'room', runId: 'run' };
  const job = { ...props, files: {}, entry: 'main.ts', args: [], env: {}, timeoutMs: 1 };
  const onEntries = async (): Promise<void> => {};
  const shown = { onEntries, tty: true };
  expect(await disposing.run(job, onEntries)).toEqual(outcome);
  expect(await disposing.exec(props, 'pwd', shown)).toEqual(inShell);
  expect(await disposing.request(props, 'https://example.org')).toEqual(problem);
  expect(await disposing.checkTypes({ files: { 'a.ts': '' } })).toEqual(checked);
  expect(calls).toEqual([
    [job, onEntries],
    [props, 'pwd', shown],
    [props, 'https://example.org'],
    [{ files: { 'a.ts': '' } }],
  ]);
  expect(held.size).toBe(0);
});
