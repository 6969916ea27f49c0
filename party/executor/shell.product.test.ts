import { describe, expect, it } from 'vitest';
import { HostCallsHarness } from '../../test/host-calls-harness.ts';
import { execHere } from '../../test/shell.ts';
import { files } from '../../test/bash-cases.ts';

describe('X32 the shell of a run', () => {
  it('starts at /work, and returns three fields', async () => {
    expect(await execHere(new HostCallsHarness(), 'echo Hello && pwd')).toEqual({
      stdout: 'Hello\n/work\n',
      stderr: '',
      exitCode: 0,
    });
  });

  it('keeps directory and variables from one command to the next', async () => {
    const room = new HostCallsHarness(files);
    await execHere(room, 'cd src/deep && export WHO=Ada');
    expect((await execHere(room, 'pwd; echo $WHO')).stdout).toBe('/work/src/deep\nAda\n');
    expect((await execHere(room, 'cat')).stdout).toBe('');
    expect((await execHere(room, 'cat', { stdin: 'given' })).stdout).toBe('given');
  });

  it('has /tmp, and moves and copies between it and the room', async () => {
    const room = new HostCallsHarness(files);
    const script =
      'cp words.txt /tmp/w && sort -u /tmp/w > /tmp/s && mv /tmp/s sorted.txt && ls /tmp && cat sorted.txt';
    expect(await execHere(room, script)).toMatchObject({
      stdout: 'w\napple\nbanana\nfig\npear\n',
      exitCode: 0,
    });
    expect(room.files()['sorted.txt']).toBe('apple\nbanana\nfig\npear\n');
  });

  it('records each command, with what it changed', async () => {
    const room = new HostCallsHarness(files);
    await execHere(room, 'echo x > new.txt; false');
    expect(room.emitted.map(({ effect }) => effect)).toMatchObject([
      { kind: 'write', path: 'new.txt' },
      { kind: 'command', command: 'echo x > new.txt; false', exitCode: 1 },
    ]);
  });

  it('has no network, no interpreter, and no way out of its mounts', async () => {
    const room = new HostCallsHarness(files);
    for (const command of [
      'curl https://unpkg.com',
      'python3 -c 1',
      'node -e 1',
      'js-exec -c 1',
      'nc x 1',
      'ssh x',
      'wget x',
    ]) {
      expect([command, (await execHere(room, command)).exitCode]).toEqual([command, 127]);
    }
    for (const place of ['/etc/passwd', '/work/../../etc/passwd', '/proc/self/environ', '/proc/1/cmdline']) {
      expect([place, (await execHere(room, `cat ${place}`)).stdout]).toEqual([place, '']);
    }
    expect(
      (await execHere(room, 'ln -s /etc/passwd x; cat x; echo > /dev/tcp/127.0.0.1/80; ls x')).exitCode,
    ).not.toBe(0);
    expect(room.files()).toEqual(files);
  });

  it.each([
    'while true; do :; done',
    'f() { f; }; f',
    ':(){ :|:& };:',
    'yes | head -c 100000000 > /tmp/x',
    'x=x; while true; do x=$x$x; done',
    'echo {1..10000000}',
    'seq 1 1000000000',
    "awk 'BEGIN { while (1) {} }'",
    "sed ':a;ba' words.txt",
    "jq -n '[range(1e9)]'",
    'printf "%1000000000s" x',
    'cat /dev/zero | head -c 100000000',
    'eval "$(printf "(%.0s" {1..10000})"',
  ])('X33 ends by itself: %s', async (command) => {
    const room = new HostCallsHarness(files);
    const { stdout } = await execHere(room, command);
    expect(stdout.length).toBeLessThanOrEqual(1024 * 1024);
    expect((await execHere(room, 'echo next')).stdout).toBe('next\n');
  });

  it('refuses a run that is over', async () => {
    const room = new HostCallsHarness(files);
    room.hostCalls.end('run-1');
    await expect(execHere(room, 'echo x')).rejects.toThrow('This run is over.');
  });
});
