import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OutputEntry } from '../../shared/run.ts';
import { startExecutor, type ExecutorProcess } from '../../test/executor-process.ts';
import golden from './isolate/console.golden.json' with { type: 'json' };

/** What programs print, compared with what Node printed: `scripts/golden.ts` made the data. */

let executor: ExecutorProcess;
beforeAll(async () => {
  executor = await startExecutor();
});
afterAll(() => executor.stop());

interface Printed {
  stdout: string;
  stderr: string;
}

/** A run's output as stream content: the end of an entry ends its line. */
function streamsOf(entries: OutputEntry[]): Printed {
  const printed = { stdout: '', stderr: '' };
  for (const { level, text } of entries) {
    printed[level === 'warn' || level === 'error' ? 'stderr' : 'stdout'] += `${text}\n`;
  }
  return printed;
}

/** A stream's last line may be unfinished; an entry never is. */
const closed = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

/** Printed between two calls. */
const mark = '~';
/** Counters, timers and groups outlast the call, so these have a console of their own. */
const hasState = (code: string): boolean => /count|time|group/i.test(code);

async function printedBy(codes: string[]): Promise<Printed[]> {
  const calls = codes.map((code) => `async () => {\n${code}\n}`).join(',\n');
  const { entries, outcome } = await executor.run(`for (const call of [${calls}]) {
    await call();
    await new Promise((resolve) => setTimeout(resolve, 0));
    console.log('${mark}');
    console.error('${mark}');
  }`);
  expect(outcome.error).toBeUndefined();
  const { stdout, stderr } = streamsOf(entries);
  const [out, err] = [stdout.split(`${mark}\n`), stderr.split(`${mark}\n`)];
  return codes.map((_, at) => ({ stdout: out[at] ?? '', stderr: err[at] ?? '' }));
}

it('X94 the console prints in an isolate what Node’s prints', async () => {
  const calls = golden.calls.map((call) => ({
    ...call,
    stdout: closed(call.stdout),
    stderr: closed(call.stderr),
  }));
  const together = calls.filter(({ code }) => !hasState(code));
  const printed = await printedBy(together.map(({ code }) => code));
  expect(
    together.map(({ code }, at) => ({
      code,
      stdout: closed(printed[at]!.stdout),
      stderr: closed(printed[at]!.stderr),
    })),
  ).toEqual(together);
  for (const { code, ...expected } of calls.filter((call) => hasState(call.code))) {
    const [own] = await printedBy([code]);
    expect({ code, stdout: closed(own!.stdout), stderr: closed(own!.stderr) }).toEqual({ code, ...expected });
  }
});

const folder = 'test/programs';

it.each(readdirSync(folder))('X114 %s prints what it prints in Node', async (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const [code = '', said = ''] = text.split('\n=== stdout ===\n');
  const [stdout = '', stderr = ''] = said.split('\n=== stderr ===\n');
  const { entries, outcome } = await executor.run(code);
  expect(outcome.error).toBeUndefined();
  expect(streamsOf(entries)).toEqual({ stdout, stderr });
});
