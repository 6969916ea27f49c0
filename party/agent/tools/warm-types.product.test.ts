import { afterAll, beforeAll, expect, it } from 'vitest';
import { isToolUIPart } from 'ai';
import { createFile } from '../../../shared/doc.ts';
import { setAgentPace } from '../../../shared/meta.ts';
import { type TypeCheckJob, typeCheckSchema } from '../../../shared/type-check.ts';
import { ChatHarness } from '../../../test/chat-harness.ts';
import { ask, compactingScene } from '../../../test/compaction-harness.ts';
import { type ExecutorProcess, startExecutor } from '../../../test/executor-process.ts';

/** Types are checked by the real executor, which has just started. */
let executor: ExecutorProcess;
beforeAll(async () => {
  executor = await startExecutor();
});
afterAll(() => executor.stop());

/** A chat whose model answers once the executor has answered `checks` checks. */
function scene(checks: number, calls: [string, object][]) {
  const jobs: TypeCheckJob[] = [];
  const answered = Promise.withResolvers<void>();
  let count = 0;
  let step = 0;
  const { harness } = compactingScene(async () => {
    if (checks > 0) await answered.promise;
    return step++ === 0 ? { calls } : { text: 'Done.' };
  });
  harness.checkTypes = async (job) => {
    jobs.push(job);
    const checked = typeCheckSchema.parse(await executor.checkTypes(job));
    if (++count === checks) answered.resolve();
    return checked;
  };
  setAgentPace(harness.doc, 'instant');
  return { harness, jobs };
}

const outputOf = async (harness: ChatHarness): Promise<unknown> =>
  (await ask(harness, 'double it')).parts.flatMap((part) =>
    isToolUIPart(part) && part.state === 'output-available' ? [part.output] : [],
  )[0];

it('A222 a turn that may edit has the types checked before it edits, so that the first edit is answered with its errors', async () => {
  const edit: [string, object] = ['editFile', { path: 'six.ts', edits: [{ search: '6', replace: "'six'" }] }];
  const { harness, jobs } = scene(1, [edit]);
  createFile(harness.doc, 'six.ts', 'export const six: number = 6;\n');
  const output = await outputOf(harness);
  expect(output).toMatchObject({ problems: { found: [{ path: 'six.ts', line: 1, code: 2322 }] } });
  expect(output).not.toHaveProperty('unchecked');
  expect(jobs[0]).toEqual({ files: { 'six.ts': 'export const six: number = 6;\n' } });
});

it('A222 a turn that only reads, or a room without programs, begins without a check', async () => {
  const { harness, jobs } = scene(0, [['listFiles', {}]]);
  createFile(harness.doc, 'notes.md', 'six\n');
  await ask(harness, 'list');
  expect(jobs).toEqual([]);
  createFile(harness.doc, 'six.ts', 'export const six: number = 6;\n');
  await harness.call('POST', 'chat', { body: { message: 'list', mode: 'ask' } });
  expect(jobs).toEqual([]);
});
