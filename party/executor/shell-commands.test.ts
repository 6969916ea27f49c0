import { getCommandNames } from 'just-bash';
import { expect, it } from 'vitest';
import { shellCommands } from '../../shared/shell-commands.ts';
import { shellOptions } from '../../shared/shell-options.ts';
import { HostCallsHarness } from '../../test/host-calls-harness.ts';
import { execHere } from '../../test/shell.ts';

/** The names that the shell knows. */
async function known(names: readonly string[]): Promise<string[]> {
  const script = `for name in ${names.join(' ')}; do type "$name" > /dev/null 2>&1 && echo "$name"; done`;
  return (await execHere(new HostCallsHarness(), script)).stdout.split('\n').filter(Boolean);
}

it('W138 Tab offers exactly the commands that the shell has', async () => {
  expect(await known(shellCommands)).toEqual(shellCommands);
  expect(new Set(shellCommands).size).toBe(shellCommands.length);
  const registered = await known(getCommandNames());
  expect(registered.length).toBeGreaterThan(70);
  expect(registered.filter((name) => !shellCommands.includes(name))).toEqual([]);
});

it('W138 Tab offers only options that a command has', async () => {
  const harness = new HostCallsHarness();
  const asked = shellCommands.filter((name) => shellOptions(name).length > 0);
  expect(asked.length).toBeGreaterThan(30);
  const isRefused = async (name: string, option: string): Promise<boolean> => {
    const { stderr } = await execHere(harness, `echo | ${name} ${option.replace(/=$/, '=1')}`);
    return /unrecognized|unknown|invalid option/.test(stderr);
  };
  for (const name of asked) {
    const { stdout } = await execHere(harness, `${name} --help`);
    // Commands of our own say nothing of their options.
    for (const option of shellOptions(name).filter((each) => !stdout.includes(each)))
      expect([name, option, await isRefused(name, option)]).toEqual([name, option, false]);
  }
  expect(await isRefused('diff', '--nonsense')).toBe(true);
});
