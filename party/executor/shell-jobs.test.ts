import { describe, expect, it } from 'vitest';
import { HostCallsHarness } from '../../test/host-calls-harness.ts';
import { execHere } from '../../test/shell.ts';

const run = (command: string, files: Record<string, string> = {}) =>
  execHere(new HostCallsHarness(files), command);

describe('X102 a command with &', () => {
  it('leaves its number and its exit code, and does not end the script', async () => {
    const { stdout } = await run('set -e; (exit 3) & p=$!; (exit 4) & wait $p || echo $?; wait; echo $?');
    expect(stdout).toBe('3\n0\n');
  });

  it('changes nothing of the shell', async () => {
    expect((await run('x=1; x=2 & cd /tmp & echo $x; pwd')).stdout).toBe('1\n/work\n');
  });

  it('wait knows no other number, and no options', async () => {
    expect(await run('wait 77')).toMatchObject({
      stderr: 'bash: wait: pid 77 is not a child of this shell\n',
      exitCode: 127,
    });
    expect((await run('true & wait -n')).stderr).toBe('bash: wait: -n: not supported here\n');
  });
});

describe('X103 trap', () => {
  it('runs at the end of the script, whatever ends it', async () => {
    expect((await run("trap 'echo bye $?' EXIT; (exit 3)")).stdout).toBe('bye 3\n');
    expect(await run("set -e; trap 'echo bye $?' EXIT; false; echo no")).toMatchObject({
      stdout: 'bye 1\n',
      exitCode: 1,
    });
    expect(await run("trap 'echo bye; exit 5' EXIT; exit 3")).toMatchObject({ stdout: 'bye\n', exitCode: 5 });
  });

  it('is not there for the next command', async () => {
    const room = new HostCallsHarness();
    await execHere(room, "trap 'echo bye' EXIT");
    expect((await execHere(room, 'echo hi')).stdout).toBe('hi\n');
  });

  it('lists and resets what was given', async () => {
    expect((await run("trap 'a' 0 ERR; trap -p EXIT; trap - EXIT; trap")).stdout).toBe(
      "trap -- 'a' EXIT\ntrap -- 'a' ERR\n",
    );
  });

  it.each([
    ["trap 'x' DEBUG", 'bash: trap: DEBUG is not supported here\n'],
    ["(trap 'x' EXIT)", 'bash: trap: EXIT is not supported here in a subshell\n'],
    ["trap 'x' NOSUCH", 'bash: trap: NOSUCH: invalid signal specification\n'],
  ])('refuses %s', async (command, stderr) => {
    expect(await run(command)).toEqual({ stdout: '', stderr, exitCode: 1 });
  });
});

describe('X104 a file that is called by its path', () => {
  const files = {
    'a.sh': '#!/usr/bin/env bash\necho "$0 $1 $# ${x-none}"\ntrap "echo end" EXIT\nexit 4\n',
    'b.js': '#!/usr/bin/env node\n1\n',
    'bin/c': 'read -r line; echo "got $line"\n',
  };

  it('runs as a script of bash, with its arguments and input', async () => {
    expect(await run('x=1; chmod +x a.sh; ./a.sh "p q"; echo $?', files)).toEqual({
      stdout: './a.sh p q 1 none\nend\n4\n',
      stderr: '',
      exitCode: 0,
    });
    expect((await run('echo hi | bin/c', files)).stdout).toBe('got hi\n');
    expect((await run('/work/bin/c < b.js', files)).stdout).toBe('got #!/usr/bin/env node\n');
  });

  it('is refused when another interpreter is to run it', async () => {
    const { stderr, exitCode } = await run('./b.js', files);
    expect(stderr).toMatch(/^bash: \.\/b\.js: node: not available here\. .*`node FILE`/);
    expect(exitCode).toBe(126);
  });

  it('is not there, or a folder', async () => {
    expect(await run('./none; echo $?; ./bin; echo $?', files)).toMatchObject({ stdout: '127\n126\n' });
  });
});
