import { afterAll, beforeAll, expect, it } from 'vitest';
import { startExecutor, type ExecutorProcess } from '../../test/executor-process.ts';

let executor: ExecutorProcess;
beforeAll(async () => {
  executor = await startExecutor();
});
afterAll(() => executor.stop());

/** Sixty files, each of which imports the one before. */
const files = Object.fromEntries(
  Array.from({ length: 60 }, (_, at) => [
    `src/${at}.ts`,
    `${at === 0 ? 'const next = 0;' : `import { value as next } from './${at - 1}.ts';`}
export interface Thing${at} { name: string; count: number; of?: Map<string, Thing${at}> }
${Array.from({ length: 24 }, (_unused, nr) => `export const f${nr} = (thing: Thing${at}, by = ${nr}) => ({ ...thing, count: thing.count + by, all: [...(thing.of?.values() ?? [])].map(({ name }) => name.length) });`).join('\n')}
export const value: number = next + 1;
`,
  ]),
);

it('A202 checks a room in workerd, sooner when little has changed, and the executor works on', async () => {
  const times: number[] = [];
  const check = async (job: Parameters<ExecutorProcess['checkTypes']>[0]): Promise<unknown> => {
    const begun = performance.now();
    const checked = await executor.checkTypes(job);
    times.push(Math.round(performance.now() - begun));
    return checked;
  };
  const none = { found: [], more: 0, elsewhere: 0 };
  expect(await check({ files })).toEqual(none);
  expect(await check({ files })).toEqual(none);
  const path = 'src/30.ts';
  const text = files[path] ?? '';
  const wrong = { ...files, [path]: text.replace('value: number', 'value: string') };
  expect(await check({ files: wrong, path, before: { [path]: text } })).toMatchObject({
    found: [{ path, code: 2322 }],
    more: 0,
    elsewhere: 1,
  });
  const [running, checked] = await Promise.all([
    executor.run('export default () => 6 * 7'),
    check({ files: { 'main.ts': 'export default (env: Env) => env.FS.readFile(1);' } }),
  ]);
  expect(running.outcome).toMatchObject({ success: true, result: 42 });
  expect(checked).toMatchObject({ found: [{ path: 'main.ts', line: 1, code: 2345 }] });
  console.log(`checks of ${Object.values(files).join('').length} characters took ${times.join(', ')} ms`);
});
