import { describe, expect, it } from 'vitest';
import { roomLimits } from '../../shared/limits.ts';
import { HostCallsHarness } from '../../test/host-calls-harness.ts';
import { execHere } from '../../test/shell.ts';

const files = { 'a.txt': 'hi\n', 'src/main.ts': '1\n' };

describe('X88 a file’s refusal fails only its own command, and the next one runs', () => {
  it.each([
    ['echo x > nodir/f', 'bash: nodir/f: No such file or directory'],
    ['echo x >> nodir/f', 'bash: nodir/f: No such file or directory'],
    ['echo x >| nodir/f', 'bash: nodir/f: No such file or directory'],
    ['echo x &> nodir/f', 'bash: nodir/f: No such file or directory'],
    ['echo x > /work/nodir/f', 'bash: /work/nodir/f: No such file or directory'],
    ['nosuch 2> nodir/f', 'bash: nodir/f: No such file or directory'],
    ['> nodir/f', 'bash: nodir/f: No such file or directory'],
    ['{ echo x; } > nodir/f', 'bash: nodir/f: No such file or directory'],
    ['(echo x) > nodir/f', 'bash: nodir/f: No such file or directory'],
    ['for i in 1 2; do echo $i; done > nodir/f', 'bash: nodir/f: No such file or directory'],
    ['f() { echo x; }; f > nodir/f', 'bash: nodir/f: No such file or directory'],
    ['eval "echo x > nodir/f"', 'bash: nodir/f: No such file or directory'],
    ['bash -c "echo x > nodir/f"', 'bash: nodir/f: No such file or directory'],
    ['(exec 3> nodir/f)', 'bash: nodir/f: No such file or directory'],
    ['echo x > a.txt/f', 'bash: a.txt/f: Not a directory'],
    ['echo x > src', 'bash: src: Is a directory'],
    ['echo x > /work', 'bash: /work: Is a directory'],
    ['echo x > /f', 'bash: /f: Permission denied'],
    ['echo x > /etc/f', 'bash: /etc/f: No such file or directory'],
    ['cat < nofile', 'bash: nofile: No such file or directory'],
    ['touch nodir/f', "touch: cannot touch 'nodir/f': No such file or directory"],
    ['touch a.txt/f', "touch: cannot touch 'a.txt/f': Not a directory"],
    ['touch /f', "touch: cannot touch '/f': Permission denied"],
    ['mkdir nodir/d', "mkdir: cannot create directory 'nodir/d': No such file or directory"],
    ['mkdir -p a.txt/d', "mkdir: cannot create directory 'a.txt/d': Not a directory"],
    ['sort -o nodir/f a.txt', 'sort: nodir/f: No such file or directory'],
    ['cd src && fold f', 'fold: f: No such file or directory'],
    ['rm a.txt/f', "rm: cannot remove 'a.txt/f': Not a directory"],
    ['cat src', 'cat: src: Is a directory'],
    ['cat a.txt/f', 'cat: a.txt/f: Not a directory'],
    ['tee src < /dev/null', 'tee: src: Is a directory'],
    ['cp a.txt nodir/f', "cp: cannot create regular file 'nodir/f': No such file or directory"],
    ['cp a.txt src/nodir/f', "cp: cannot create regular file 'src/nodir/f': No such file or directory"],
    ['cp nofile nodir/f', "cp: cannot stat 'nofile': No such file or directory"],
    ['cp a.txt src/main.ts/f', "cp: cannot create regular file 'src/main.ts/f': Not a directory"],
    ['cp a.txt /f', "cp: cannot create regular file '/f': Permission denied"],
    ['cp a.txt nodir/', "cp: cannot create regular file 'nodir/': Not a directory"],
    ['cp -r src nodir/d', "cp: cannot create directory 'nodir/d': No such file or directory"],
    ['cp -r src a.txt', "cp: cannot overwrite non-directory 'a.txt' with directory 'src'"],
    ['mv a.txt nodir/f', "mv: cannot move 'a.txt' to 'nodir/f': No such file or directory"],
    ['mv nofile nodir/f', "mv: cannot stat 'nofile': No such file or directory"],
    ['mv a.txt nodir/', "mv: cannot move 'a.txt' to 'nodir/': Not a directory"],
    ['mv src a.txt', "mv: cannot overwrite non-directory 'a.txt' with directory 'src'"],
    ['mv src nodir/d', "mv: cannot move 'src' to 'nodir/d': No such file or directory"],
  ])('%s', async (command, error) => {
    const room = new HostCallsHarness(files);
    expect(await execHere(room, `${command}; echo "after $?"`)).toEqual({
      stdout: 'after 1\n',
      stderr: `${error}\n`,
      exitCode: 0,
    });
    expect(room.files()).toEqual(files);
  });

  it('a refused redirection also fails in a pipe, and before `&&`', async () => {
    const room = new HostCallsHarness(files);
    expect((await execHere(room, 'echo x > nodir/f && echo no || echo yes')).stdout).toBe('yes\n');
    expect((await execHere(room, 'echo x > nodir/f | wc -c; echo after')).stdout).toBe('0\nafter\n');
  });

  it('a write fails that would make a file larger than it may be', async () => {
    const full = 'x'.repeat(roomLimits.maxFileBytes - 4);
    const room = new HostCallsHarness({ full });
    for (const command of ['echo 12345 >> full', '{ echo 12345; } >> full', 'exec >> full; echo 12345']) {
      const { stderr } = await execHere(room, `${command}; echo "after $?" >&2`);
      expect(stderr).toMatch(/^bash: \w+: write error: File too large.*\nafter 1\n$/);
    }
    expect(room.files()).toEqual({ full });
    expect((await execHere(room, 'echo 123 >> full; echo "after $?"')).stdout).toBe('after 0\n');
  });

  it('every write outside of /work and /tmp fails, since nothing is kept there', async () => {
    const room = new HostCallsHarness(files);
    for (const command of ['touch /x', 'mkdir /x', 'cp a.txt /x', 'mv a.txt /x', 'tee /x < a.txt']) {
      expect([command, (await execHere(room, command)).exitCode]).toEqual([command, 1]);
    }
    expect((await execHere(room, 'echo x > /dev/null && ls nofile 2> /dev/null; ls /')).stdout).toBe(
      'tmp\nwork\n',
    );
    expect(room.files()).toEqual(files);
  });

  it('/dev/null can be read, and is empty', async () => {
    const room = new HostCallsHarness(files);
    expect(await execHere(room, 'cat < /dev/null; cat /dev/null a.txt; wc -c < /dev/null')).toMatchObject({
      stdout: 'hi\n0\n',
      stderr: '',
    });
  });

  it('a refusal by the room gives the room’s reason', async () => {
    const room = new HostCallsHarness(files);
    room.hostCalls.end('run-1');
    room.hostCalls.begin('run-1', { id: 'ada', name: 'Ada', color: 1, kind: 'human' });
    const said = await execHere(room, 'for i in {1..2001}; do echo $i > f; done; echo after');
    expect(said.stdout).toBe('after\n');
    expect(said.stderr).toMatch(/Disk quota exceeded: a run can change the room's files 2000 times\n$/);
  });
});

describe('X89 colour options have no effect without a terminal', () => {
  it.each([
    ['ls --color=auto', 'a.txt\nsrc\n'],
    ['ls --color=auto -a src', '.\n..\nmain.ts\n'],
    ['ls --color=never', 'a.txt\nsrc\n'],
    ['grep --color hi a.txt', 'hi\n'],
    ['grep --colour=auto -n hi a.txt', '1:hi\n'],
    ['egrep --color=auto "h." a.txt', 'hi\n'],
    ['fgrep --color hi a.txt', 'hi\n'],
    ['cat a.txt | grep --color hi', 'hi\n'],
    ['diff --color a.txt a.txt', ''],
    ['echo "a --color b" | grep -o -e --color', '--color\n'],
  ])('%s', async (command, stdout) => {
    expect(await execHere(new HostCallsHarness(files), command)).toEqual({ stdout, stderr: '', exitCode: 0 });
  });

  it('an invalid colour option is an error', async () => {
    expect(await execHere(new HostCallsHarness(files), 'ls --color=wat')).toEqual({
      stdout: '',
      stderr: 'ls: invalid argument ‘wat’ for ‘--color’\n',
      exitCode: 2,
    });
    expect((await execHere(new HostCallsHarness(files), 'ls -- --color')).stderr).toContain('No such file');
  });
});

describe('X31 X70 a file that is there is replaced', () => {
  const two = { 'a.txt': 'a\n', 'b.txt': 'b\n', 'src/a.txt': 'old\n' };

  it.each([
    ['cp a.txt b.txt', { ...two, 'b.txt': 'a\n' }],
    ['cp a.txt src', { ...two, 'src/a.txt': 'a\n' }],
    ['mv a.txt b.txt', { 'b.txt': 'a\n', 'src/a.txt': 'old\n' }],
    ['mv a.txt src/', { 'b.txt': 'b\n', 'src/a.txt': 'a\n' }],
    ['cat b.txt a.txt > /tmp/f && mv /tmp/f a.txt', { ...two, 'a.txt': 'b\na\n' }],
    ['cp a.txt /tmp/f; cp b.txt /tmp/f; cp /tmp/f a.txt', { ...two, 'a.txt': 'b\n' }],
  ])('%s', async (command, left) => {
    const room = new HostCallsHarness(two);
    expect(await execHere(room, command)).toEqual({ stdout: '', stderr: '', exitCode: 0 });
    expect(room.files()).toEqual(left);
  });

  it('a file is not replaced by itself', async () => {
    const room = new HostCallsHarness(two);
    expect(await execHere(room, 'cp a.txt ./src/../a.txt')).toMatchObject({
      stderr: expect.stringContaining('are the same file'),
      exitCode: 1,
    });
    expect(room.files()).toEqual(two);
  });
});

describe('X108 ls lists its operands: files first, then a block for each folder', () => {
  const room = {
    ...files,
    'b.txt': 'longer\n',
    '[id].ts': '',
    'x*y.txt': '',
    'app/[slug]/page.tsx': '',
  };

  it.each([
    ['ls b.txt a.txt', 'a.txt\nb.txt\n'],
    ['ls -1 *.txt', 'a.txt\nb.txt\nx*y.txt\n'],
    ['ls -r a.txt b.txt', 'b.txt\na.txt\n'],
    ['ls -S a.txt b.txt', 'b.txt\na.txt\n'],
    ['ls -d src a.txt', 'a.txt\nsrc\n'],
    ['ls src b.txt app', 'b.txt\n\napp:\n[slug]\n\nsrc:\nmain.ts\n'],
    ['ls -R src app', 'app:\n[slug]\n\napp/[slug]:\npage.tsx\n\nsrc:\nmain.ts\n'],
    ["ls '[id].ts'", '[id].ts\n'],
    ["ls 'x*y.txt'", 'x*y.txt\n'],
    ["ls 'app/[slug]'", 'page.tsx\n'],
  ])('%s', async (command, stdout) => {
    expect(await execHere(new HostCallsHarness(room), command)).toEqual({ stdout, stderr: '', exitCode: 0 });
  });

  it('ls -l puts no empty line between files', async () => {
    const { stdout } = await execHere(new HostCallsHarness(room), 'ls -l *.txt');
    expect(stdout).toMatch(/^-.* a\.txt\n-.* b\.txt\n-.* x\*y\.txt\n$/);
  });

  it('ls takes a quoted pattern for the name of a file, which does not exist', async () => {
    expect(await execHere(new HostCallsHarness(room), "ls src '*.txt'")).toEqual({
      stdout: 'src:\nmain.ts\n',
      stderr: "ls: cannot access '*.txt': No such file or directory\n",
      exitCode: 2,
    });
  });
});
