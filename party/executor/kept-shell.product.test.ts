import { expect, it } from 'vitest';
import { HostCallsHarness } from '../../test/host-calls-harness.ts';
import { execHere } from '../../test/shell.ts';

it('X64 the shell drops variables that are too large to keep, and says so', async () => {
  const room = new HostCallsHarness();
  const said = await execHere(room, 'y=1; x=$(seq 1 10000); echo hi > out.txt; echo done');
  expect(said).toEqual({
    stdout: 'done\n',
    stderr: 'bash: x: not kept for the next command: a variable can take 32 KiB, all 500 together 256 KiB\n',
    exitCode: 0,
  });
  expect(room.files()).toEqual({ 'out.txt': 'hi\n' });
  expect((await execHere(room, 'echo "$y,$x"')).stdout).toBe('1,\n');
  const many = await execHere(room, 'for i in {1..600}; do eval "v$i=$i"; done; echo done');
  expect(many).toMatchObject({
    stdout: 'done\n',
    stderr: expect.stringMatching(/^bash: v\d+, .* more: not/),
  });
  const much = await execHere(room, 'for i in {1..20}; do eval "v$i=\\$(seq 1 4000)"; done; echo done');
  expect(much).toMatchObject({ stdout: 'done\n', stderr: expect.stringContaining('not kept') });
  const deep = await execHere(
    room,
    'd=$(printf "%0200d/" {1..25}); mkdir -p /tmp/$d && cd /tmp/$d; echo done',
  );
  expect(deep.stdout).toBe('done\n');
  expect((await execHere(room, 'pwd')).stdout).toBe('/work\n');
});
