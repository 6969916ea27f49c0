import { afterAll, beforeAll, expect, it } from 'vitest';
import { runLimits } from '../../../shared/limits.ts';
import type { ExecuteResult, ShellResult } from '../../../shared/run.ts';
import { newRoom } from '../../../test/people.ts';
import { Product } from '../../../test/product.ts';
import { count } from '../../../test/counts.ts';
import { type BashCase, files } from '../../../test/bash-cases.ts';
import golden from '../bash.golden.json' with { type: 'json' };

const product = new Product();
beforeAll(() => product.start());
afterAll(() => product.stop());

/** Folders of the run, each with the files in it, and a command. */
const program = `import { mkdir, writeFile } from 'node:fs/promises';
  export default async (env, { args: [given, count, command] }) => {
    const files = Object.entries(JSON.parse(given));
    const folders = Array.from({ length: Number(count) }, (_, at) => '/tmp/' + at + '/');
    const inside = new Set(files.map(([name]) => name.slice(0, name.lastIndexOf('/') + 1)));
    for (const name of inside) {
      await Promise.all(folders.map((folder) => mkdir(folder + name, { recursive: true })));
    }
    await Promise.all(
      folders.flatMap((folder) => files.map(([name, text]) => writeFile(folder + name, text))),
    );
    return await env.BASH.exec(command);
  };`;

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

it('X83 the shell in its isolate has the same output and exit code as GNU bash', async () => {
  const { editor } = await newRoom(product.url);
  const cases = (golden as unknown as BashCase[])
    .filter(({ refusal }) => refusal === undefined)
    .filter((_, at) => at % count('scriptsPerIsolateScript') === 0);
  const inOneCommand = 20;
  const batches = Array.from({ length: Math.ceil(cases.length / inOneCommand) }, (_, at) =>
    cases.slice(at * inOneCommand, (at + 1) * inOneCommand),
  );
  const lane = async (): Promise<void> => {
    for (let some = batches.pop(); some !== undefined; some = batches.pop()) await compare(some);
  };
  // As many as a room executes at a time.
  await Promise.all(Array.from({ length: runLimits.concurrentPerRoom }, lane));

  async function compare(some: BashCase[]): Promise<void> {
    const command = some
      .map(({ script }, at) => `(cd /tmp/${at}; bash -c ${quoted(script)})\necho "<exit $?>"`)
      .join('\n');
    const args = [JSON.stringify(files), String(some.length), command];
    const { json } = await editor.call<ExecuteResult>('POST', 'execute', { code: program, args });
    const { stdout } = json.result as unknown as ShellResult;
    const said = [...stdout.matchAll(/([^]*?)<exit (\d+)>\n/g)];
    expect(said.map(([, text, code], at) => [some[at]?.script, text, Number(code)])).toEqual(
      some.map((each) => [each.script, each.stdout, each.exitCode]),
    );
  }
});

it('X88 X89 X95 the shell in its isolate uses our own messages for what is missing', async () => {
  const { editor } = await newRoom(product.url);
  const code = 'export default (env, { args: [command] }) => env.BASH.exec(command)';
  const args = ['echo x > nodir/f; echo "after $?"; ls --color=auto /; git status'];
  const { json } = await editor.call<ExecuteResult>('POST', 'execute', { code, args });
  expect(json.result).toEqual({
    stdout: 'after 1\ntmp\nwork\n',
    stderr: expect.stringMatching(
      /^bash: nodir\/f: No such file or directory\ngit: not available here\. .*\n$/,
    ),
    exitCode: 127,
  });
});
