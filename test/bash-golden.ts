/**
 * Runs each script of `party/executor/bash.golden.json` in this machine's bash (5.2, with GNU's coreutils, grep, sed, findutils
 * and diffutils, mawk, jq) and writes down what it did. To add a script, add `{"script": "…"}` there and run
 * `node test/bash-golden.ts`.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BashCase, files } from './bash-cases.ts';

const golden = path.join(import.meta.dirname, '../party/executor/bash.golden.json');

/** Runs a script as a file, in a folder of its own with the files in it. */
async function byBash(script: string): Promise<BashCase> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tandem-bash-'));
  const work = path.join(folder, 'work');
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(work, name)), { recursive: true });
      await writeFile(path.join(work, name), text);
    }
    await writeFile(path.join(folder, 'script'), script);
    const env = { PATH: process.env['PATH'] ?? '', HOME: work, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
    const { stdout, exitCode } = await new Promise<Pick<BashCase, 'stdout' | 'exitCode'>>((resolve) => {
      const child = execFile('bash', ['../script'], { cwd: work, env }, (error, output) => {
        resolve({ stdout: output, exitCode: typeof error?.code === 'number' ? error.code : 0 });
      });
      child.stdin?.end();
    });
    const left: BashCase['files'] = Object.fromEntries(Object.keys(files).map((name) => [name, null]));
    for (const entry of await readdir(work, { recursive: true, withFileTypes: true })) {
      const at = path.join(entry.parentPath, entry.name);
      if (entry.isFile()) left[path.relative(work, at)] = await readFile(at, 'utf8');
    }
    const changes = Object.keys(left)
      .toSorted()
      .filter((name) => left[name] !== files[name]);
    return {
      script,
      stdout,
      exitCode,
      files: Object.fromEntries(changes.map((name) => [name, left[name] ?? null])),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const cases = JSON.parse(await readFile(golden, 'utf8')) as BashCase[];
const answered: BashCase[] = [];
for (const { script, refusal } of cases) {
  answered.push({ ...(await byBash(script)), ...(refusal === undefined ? {} : { refusal }) });
}
await writeFile(golden, `${JSON.stringify(answered, null, 2)}\n`);
