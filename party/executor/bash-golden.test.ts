import { expect, it } from 'vitest';
import { type BashCase, files } from '../../test/bash-cases.ts';
import { HostCallsHarness } from '../../test/host-calls-harness.ts';
import { execHere } from '../../test/shell.ts';
import golden from './bash.golden.json' with { type: 'json' };

const cases = golden as unknown as BashCase[];

it.each(cases.filter(({ refusal }) => refusal === undefined))(
  'X31 the room’s bash has the output, exit code and files of GNU’s: $script',
  async ({ script, stdout, exitCode, files: changed }) => {
    const room = new HostCallsHarness(files);
    const said = await execHere(room, script);
    const expected = Object.fromEntries(
      Object.entries({ ...files, ...changed }).filter(([, text]) => text !== null),
    );
    expect({ ...said, stderr: '', files: room.files() }).toEqual({
      stdout,
      stderr: '',
      exitCode,
      files: expected,
    });
  },
);

it.each(cases.filter(({ refusal }) => refusal !== undefined))(
  'X31 what the room’s bash does not support it refuses aloud: $script',
  async ({ script, refusal }) => {
    const { stderr, exitCode } = await execHere(new HostCallsHarness(files), script);
    expect(stderr).toContain(refusal);
    expect(exitCode).not.toBe(0);
  },
);

it('X31 the table has 200 scripts, each once', () => {
  expect(cases.length).toBeGreaterThanOrEqual(200);
  expect(new Set(cases.map(({ script }) => script)).size).toBe(cases.length);
});
