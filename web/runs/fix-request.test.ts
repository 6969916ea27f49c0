import { expect, test } from 'vitest';
import { runRequest } from './fix-request.ts';

test('W203 a request about a failed run names run, file, error and place, and mentions the output', () => {
  const run = {
    runId: 'r1',
    number: 3,
    entry: 'main.ts',
    options: {},
    by: { id: 'u', name: 'Ana', color: 1, kind: 'human' as const },
    state: 'failed' as const,
    startedAt: 0,
    error: { category: 'runtime' as const, message: 'boom', file: 'src/a.ts', line: 2, column: 1 },
  };
  expect(runRequest(run)).toEqual({
    message: 'Run 3 of main.ts failed. Find the cause and fix it: @output-3\nboom (at src/a.ts:2)',
    mentions: [{ kind: 'output', runId: 'r1' }],
  });
});
