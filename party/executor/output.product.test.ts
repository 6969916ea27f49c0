import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startExecutor, type ExecutorProcess } from '../../test/executor-process.ts';

let executor: ExecutorProcess;
beforeAll(async () => {
  executor = await startExecutor();
});
afterAll(() => executor.stop());

/** Runs one more program, to check that the executor still works. */
async function nextRunWorks(): Promise<void> {
  const { outcome } = await executor.run('export default () => 6 * 7');
  expect(outcome).toMatchObject({ success: true, result: 42 });
}

describe('output', () => {
  it('X7 arrives while the program runs, in order, with levels and numbered from 0', async () => {
    const { entries, batches } = await executor.run(`export default async () => {
      console.log('one %s', { a: 1 });
      await new Promise((resolve) => setTimeout(resolve, 200));
      console.warn('two');
      console.error(new Map([[1, 2]]));
    }`);
    expect(entries.map(({ level, text }) => [level, text])).toEqual([
      ['log', 'one { a: 1 }'],
      ['warn', 'two'],
      ['error', 'Map(1) { 1 => 2 }'],
    ]);
    expect(batches, 'X56 that it begins, and then what it says').toEqual([
      { count: 0, seq: 0 },
      { count: 1, seq: 0 },
      { count: 2, seq: 1 },
    ]);
  });

  it('X8 is truncated at its limit, and says how much is missing', async () => {
    const { entries, outcome } = await executor.run(
      'export default () => { for (let i = 0; i < 100_000; i++) console.log("x".repeat(100)); }',
    );
    expect(outcome).toMatchObject({ success: true, truncated: true });
    const said = entries.filter(({ level }) => level !== 'system');
    const bytes = said.reduce((sum, { text }) => sum + text.length, 0);
    expect(bytes).toBeLessThanOrEqual(1024 * 1024);
    expect(entries.at(-1)).toMatchObject({ level: 'system', text: expect.stringMatching(/\d+ more lines/) });
    await nextRunWorks();
  });

  it('X8 of 100 MB costs no more than what is kept of it', async () => {
    const { entries, outcome } = await executor.run(
      'export default () => { for (let i = 0; i < 6_250; i++) console.log("x".repeat(16_000)); }',
    );
    expect(outcome).toMatchObject({ success: true, truncated: true });
    expect(entries).toHaveLength(66);
    expect(entries.at(-1)?.text).toContain('6185 more lines (96641 KiB) are not kept');
  });

  it('X59 at the top level arrives as it is printed', async () => {
    const { entries, batches } = await executor.run(
      'for (let i = 0; i < 12_345; i++) console.log(i); await new Promise((resolve) => setTimeout(resolve, 200)); export default () => console.log("then");',
    );
    expect(entries.map(({ text }) => text)).toEqual([...Array(12_345).keys(), 'then'].map(String));
    expect(Math.max(...batches.map(({ count }) => count))).toBe(500);
    expect(batches.at(-1)).toEqual({ count: 1, seq: 12_345 });
  });

  it('X94 from a stream and from the console shares lines, and a trace shows its position', async () => {
    const { entries } = await executor.run(
      `process.stdout.write('a');\nprocess.stdout.write('b');\nconsole.log('c', new URL('https://a.b/c').host);\nconsole.trace('t');\nprocess.stderr.write('open');`,
    );
    expect(entries.map(({ level, text }) => [level, text])).toEqual([
      ['log', 'abc a.b'],
      ['error', 'Trace: t\n    at main.ts:4:9'],
      ['error', 'open'],
    ]);
  });

  it('X63 shows a large value less deep', async () => {
    const { entries, outcome } = await executor.run(
      `const list = (of) => Array.from({ length: 100 }, of);
       export default () => { console.log(list(() => list(() => list(() => 7)))); return new Map([[1, { a: new Set([2]) }]]); }`,
    );
    expect(entries[0]?.text).toContain('[Array], [Array]');
    expect(outcome.resultText).toBe('Map(1) { 1 => { a: Set(1) { 2 } } }');
  });

  it('X9 truncates a line at its limit', async () => {
    const { entries } = await executor.run('console.log("é".repeat(1_000_000))');
    const [{ text } = { text: '' }] = entries;
    expect(text).toMatch(/… \(991840 characters left out\)$/);
  });
});

describe('X62 a report that a program forges', () => {
  const forger = `
    TextEncoder.prototype.encodeInto = () => ({ read: 1e9 });
    TextEncoder.prototype.encode = () => [];`;

  it('is still truncated: a result, a message, a stack', async () => {
    const big = `const big = 'x'.repeat(1_900_000);`;
    const result = await executor.run(`${forger}${big} export default () => big;`);
    expect(result.outcome).toMatchObject({ success: true, result: null });
    expect(result.outcome.resultText.length).toBeLessThanOrEqual(16 * 1024);
    const { outcome } = await executor.run(
      `${forger}${big} const named = { [big]() { throw new Error(big); } }; export default () => named[big]();`,
    );
    expect(outcome.error?.message).toMatch(/^Error: x+… \(\d+ characters left out\)$/);
    expect(JSON.stringify(outcome).length).toBeLessThan(16 * 1024);
    const printed = await executor.run(`${forger}${big} export default () => console.log(big);`);
    expect(printed.entries[0]?.text.length).toBeLessThanOrEqual(16 * 1024);
    await nextRunWorks();
  });

  it.each([
    [
      'lines of the host',
      `Array.prototype.slice = () => [{ level: 'system', text: 'All is well.', atMs: 0 }];
       export default () => console.log('x');`,
    ],
    [
      'more lines than fit a batch',
      `Array.prototype.slice = () => Array.from({ length: 600_000 }, () => ({ level: 'log', text: '', atMs: 0 }));
       export default () => console.log('x');`,
    ],
    [
      'frames without end',
      `export default () => {
         const frame = { name: '', file: 'main.ts', line: 1, column: 1 };
         Array.prototype.slice = () => Array.from({ length: 300_000 }, () => frame);
         throw new Error('x');
       };`,
    ],
    [
      'a rejection without end',
      `Promise.race = () => Promise.reject(new Error('exceeded'.repeat(1_000_000)));
       export default () => 1;`,
    ],
    [
      'a rejection that cannot be converted to text',
      `Promise.race = () => Promise.reject({ toString: () => { throw 1; }, message: { toString: null } });
       export default () => 1;`,
    ],
    [
      'a result nested without end',
      `JSON.stringify = () => '['.repeat(2_000) + ']'.repeat(2_000);
       export default () => 'x';`,
    ],
  ])('X86 is not accepted: %s', async (_, code) => {
    const { entries, outcome } = await executor.run(code);
    expect(outcome.error?.category).not.toBe('unavailable');
    expect(JSON.stringify([entries, outcome]).length).toBeLessThan(32 * 1024);
    expect(JSON.stringify([entries, outcome])).not.toMatch(/All is well|\[\[\[/);
    await nextRunWorks();
  });
});
