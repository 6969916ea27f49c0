import { expect, it } from 'vitest';
import type { OutputEntry } from '../../../shared/run.ts';
import { makeConsole } from './console.ts';
import golden from './console.golden.json' with { type: 'json' };
import { Streams } from './streams.ts';

/** What the program wrote, as stream content: the end of an entry ends its line. */
async function written(code: string, clock?: () => number): Promise<{ stdout: string; stderr: string }> {
  const texts = { stdout: '', stderr: '' };
  const streams = new Streams((level: OutputEntry['level'], text) => {
    texts[level === 'warn' || level === 'error' ? 'stderr' : 'stdout'] += `${text}\n`;
  });
  const process = { stdout: streams.of('stdout'), stderr: streams.of('stderr') };
  // oxlint-disable-next-line typescript/no-implied-eval -- the calls are data
  new Function('console', 'process', code)(makeConsole(streams.line, clock), process);
  await new Promise((resolve) => setTimeout(resolve, 0));
  streams.end();
  return texts;
}

/** A stream's last line may be unfinished; an entry never is. */
const closed = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

it('X94 says when a timer or counter is missing or there already', async () => {
  const code = `console.countReset('a'); console.timeEnd('b'); console.timeLog('b'); console.time(); console.time();`;
  expect((await written(code)).stderr.split('\n')).toEqual([
    "Warning: Count for 'a' does not exist",
    "Warning: No such label 'b' for console.timeEnd()",
    "Warning: No such label 'b' for console.timeLog()",
    "Warning: Label 'default' already exists for console.time()",
    '',
  ]);
});

it.each([
  [0.4217, 'a: 0.422ms'],
  [999, 'a: 999ms'],
  [1_500, 'a: 1.500s'],
  [61_500, 'a: 1:01.500 (m:ss.mmm)'],
])('X94 writes %d ms as Node does', async (ms, text) => {
  const times = [1_000, 1_000 + ms];
  const { stdout } = await written(`console.time('a'); console.timeEnd('a')`, () => times.shift() ?? 0);
  expect(stdout).toBe(`${text}\n`);
});

it.each(golden.calls)('X94 $code prints what Node prints', async ({ code, stdout, stderr }) => {
  expect(await written(code)).toEqual({ stdout: closed(stdout), stderr: closed(stderr) });
});
