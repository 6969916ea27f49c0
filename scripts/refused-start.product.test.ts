import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Starts } from '../test/supervisor.ts';

let starts: Starts;
beforeEach(async () => {
  starts = await Starts.prepare();
});
afterEach(() => starts.end());

it.each([
  ['PORT', 'page'],
  ['ROOM_PORT', 'room'],
  ['EXECUTOR_PORT', 'executor'],
])('S4 a start with a taken %s says what to do, and starts nothing', async (name, part) => {
  const holder = createServer();
  await new Promise<void>((resolve) => {
    holder.listen(Number(starts.env[name]), '127.0.0.1', resolve);
  });
  try {
    const supervisor = starts.start();
    expect(await supervisor.ended).toBe(1);
    expect(supervisor.output).toContain(`Port ${starts.env[name]} (for the ${part}) is taken`);
    expect(supervisor.output).toContain(`${name}=`);
    expect(supervisor.output.trim().split('\n')).toHaveLength(1);
    await expect(stat(join(starts.state, 'secret')), 'S5').rejects.toThrow(/ENOENT/);
  } finally {
    holder.close();
  }
});

it.each([
  ['PORT', 'seven', 'a number from 1 to 65535'],
  ['EXECUTOR_MEMORY_MIB', '12', '768 or more'],
  ['OPENAI_API', 'completions', '`responses` or `chat`'],
  ['ANTHROPIC_THINKING_TOKENS', '12', '1024 or more'],
])('S11 a start with an invalid %s says what is wrong, and starts nothing', async (name, value, hint) => {
  const supervisor = starts.start({ [name]: value });
  expect(await supervisor.ended).toBe(1);
  expect(supervisor.output).toMatch(new RegExp(`^${name}=${value} is not .*${hint}\\.\\n$`));
});
