import { expect, it } from 'vitest';
import { HostCallsHarness } from '../../test/host-calls-harness.ts';
import { execHere } from '../../test/shell.ts';
import { hinted } from './isolate/shell/hints.ts';

it('X95 a command that does not exist here exits with 127 and one line that says what to do', async () => {
  const { stdout: found } = await execHere(new HostCallsHarness(), `type ${hinted.join(' ')} 2> /dev/null`);
  expect(found).toBe('');
  for (const name of hinted) {
    const said = await execHere(new HostCallsHarness(), `${name} x`);
    expect([name, said.stdout, said.exitCode]).toEqual([name, '', 127]);
    expect(said.stderr).toMatch(/^[\w+-]+: not available here\. [^\n]+\.\n$/);
    expect(said.stderr.startsWith(`${name}: `)).toBe(true);
  }
});

it.each([
  ['git status', 'the room keeps every version'],
  ['git log', 'HTTP API'],
  ['npm install left-pad', 'No packages are installed'],
  ['npm run dev', 'node FILE'],
  ['npm test', 'node FILE'],
  ['pnpm dlx x', 'node FILE'],
  ['yarn dev', 'Scripts of a package.json are not run'],
  ['yarn test', 'Scripts of a package.json are not run'],
  ['pnpm build', 'Scripts of a package.json are not run'],
  ['yarn', 'No packages are installed'],
  ['yarn add x', 'No packages are installed'],
  ['jest', 'no test runner here'],
  ['vitest run', 'no test runner here'],
  ['open main.ts', 'Open the file in the editor'],
  ['ln -s a b', 'no links'],
  ['npx tsc', 'node FILE'],
  ['tsc --noEmit', 'The editor shows'],
  ['python main.py', 'TypeScript or JavaScript'],
  ['pip install x', 'Nothing can be installed'],
  ['curl https://x.org', 'no network'],
  ['vim main.ts', 'Open the file in the editor'],
  ['sudo ls', 'leave it out'],
  ['docker ps', 'isolate'],
  ['node main.ts | cat', 'alone in the terminal'],
  ['cd src && deno run main.ts', 'alone in the terminal'],
])('X95 %s says: %s', async (command, words) => {
  const { stderr } = await execHere(new HostCallsHarness({ 'src/main.ts': '' }), command);
  expect(stderr.toLowerCase()).toContain(words.toLowerCase());
});

it('X106 help sums up the shell in a few lines, and history says where the earlier commands are', async () => {
  const { stdout } = await execHere(new HostCallsHarness(), 'help');
  expect(stdout.split('\n').length).toBeLessThan(14);
  expect(stdout).toMatch(/node FILE.*Tab.*Ctrl\+C/s);
  expect((await execHere(new HostCallsHarness(), 'help cd')).stdout).toContain(
    'Change the shell working directory',
  );
  for (const [name, more] of [
    ['ls', ' `ls --help` explains it.'],
    ['nosuch', ''],
  ]) {
    expect(await execHere(new HostCallsHarness(), `help ${name}`)).toEqual({
      stdout: '',
      stderr: `bash: help: ${name} is none of bash’s own commands.${more}\n`,
      exitCode: 1,
    });
  }
  expect((await execHere(new HostCallsHarness(), 'history')).stderr).toContain('press Up');
});

it('X95 a script does not find such a command, and may define a function of its name', async () => {
  const { stdout } = await execHere(
    new HostCallsHarness(),
    'command -v git || echo none; which node || echo none; git() { echo "my $1"; }; git log; nosuch || echo $?',
  );
  expect(stdout).toBe('none\nnone\nmy log\n127\n');
  expect((await execHere(new HostCallsHarness(), 'nosuch')).stderr).toBe('bash: nosuch: command not found\n');
});
