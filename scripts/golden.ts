import { spawnSync } from 'node:child_process';
import { Console } from 'node:console';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';

/**
 * Writes what Node prints into the golden data of X94 and X114: for each call of `console.golden.json`, and below each
 * program of `test/programs/`. To add one, write its code with empty results, and run `node scripts/golden.ts`.
 */

interface Call {
  code: string;
  stdout: string;
  stderr: string;
}

const callsFile = 'party/executor/isolate/console.golden.json';
const programs = 'test/programs';
const marks = { stdout: '\n=== stdout ===\n', stderr: '\n=== stderr ===\n' };

/** A stream, and what was written to it. */
function recorded(): { stream: Writable; text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

async function printedBy(code: string): Promise<Call> {
  const [out, err] = [recorded(), recorded()];
  const own = { stdout: out.stream, stderr: err.stream };
  const process = new Proxy(globalThis.process, {
    get: (target, key) => Reflect.get(key in own ? own : target, key) as unknown,
  });
  // oxlint-disable-next-line typescript/no-implied-eval -- the calls are data
  const run = new Function('console', 'process', `return (async () => {\n${code}\n})()`);
  await run(new Console(out.stream, err.stream), process);
  await new Promise((resolve) => setImmediate(resolve));
  return { code, stdout: out.text(), stderr: err.text() };
}

const golden: { calls: Call[] } = JSON.parse(readFileSync(callsFile, 'utf8'));
const calls: Call[] = [];
for (const { code } of golden.calls) calls.push(await printedBy(code));
const how = `Each code ran in Node ${process.version} with a Console over two streams, and process.stdout and process.stderr were those streams.`;
writeFileSync(callsFile, `${JSON.stringify({ how, calls }, undefined, 2)}\n`);

const folder = mkdtempSync(join(tmpdir(), 'tandem-golden-'));
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
for (const name of readdirSync(programs)) {
  const [code = ''] = readFileSync(join(programs, name), 'utf8').split(marks.stdout);
  writeFileSync(join(folder, 'main.ts'), code);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--experimental-transform-types', '--no-warnings', 'main.ts'],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } },
  );
  const said = stdout + (stderr === '' ? '' : marks.stderr + stderr);
  writeFileSync(join(programs, name), `${code.trimEnd()}${marks.stdout}${said}`);
}
rmSync(folder, { recursive: true });
