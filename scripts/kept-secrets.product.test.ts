import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startOpenAiServer } from '../test/openai-server.ts';
import { newRoom, Page, until } from '../test/page.ts';
import { Starts } from '../test/supervisor.ts';

let starts: Starts;
beforeEach(async () => {
  starts = await Starts.prepare();
});
afterEach(() => starts.end());

it('S13 the product stores and prints no token and no key', async () => {
  const old = join(starts.state, 'worker', 'v3', 'observability');
  await mkdir(old, { recursive: true });
  await writeFile(join(old, 'requests.sqlite'), 'GET /parties/main/room?token=of-an-earlier-version');
  await mkdir(join(starts.state, 'logs'));
  await writeFile(
    join(starts.state, 'logs', 'old.log'),
    'GET /parties/main/room?token=of-an-earlier-version',
  );
  const openAi = await startOpenAiServer();
  const modelKey = 'sk-a-key-that-is-looked-for';
  const model = { OPENAI_API_KEY: modelKey, OPENAI_BASE_URL: openAi.url, OPENAI_MODEL: 'scripted' };
  const supervisor = await starts.ready(model, ['--verbose']);
  const room = await newRoom(starts.link);
  const ann = await Page.join(starts.link, room, 'Ann', 'owner');
  const ben = await Page.join(starts.link, room, 'Ben');
  await ann.call('PUT', 'file/main.ts', 'export default () => 6 * 7;');
  await ann.call('POST', 'execute', JSON.stringify({ entry: 'main.ts' }));
  openAi.script(
    { calls: [{ name: 'bash', arguments: { command: 'echo hi > new.txt' } }] },
    { text: 'Done.' },
  );
  const asked = ben.ask('make new.txt');
  await until('a question', () => ann.state?.pendingApprovals === 1);
  const { approvals } = await ann.call<{ approvals: { id: string }[] }>('GET', 'approvals');
  await ann.call('POST', `approvals/${approvals[0]?.id}`, JSON.stringify({ decision: 'allow' }));
  expect(JSON.stringify(await asked)).toContain('Done.');
  // Also tokens in calls that fail.
  await ben.fetch('GET', `files?token=${ben.session.token}`);
  await fetch(`${starts.link}/agents/coder/none?token=${ben.session.token}`);
  ann.close();
  ben.close();
  supervisor.child.kill('SIGTERM');
  await supervisor.ended;
  await openAi.close();
  const secrets = [ann, ben].map(({ session }) => session.token.split('.')[2] ?? 'no token');
  secrets.push(...Object.values(room.links).map((path) => path.split('#')[1] ?? 'no key'));
  secrets.push('of-an-earlier-version', modelKey);
  const files = await readdir(starts.state, { recursive: true, withFileTypes: true });
  const kept = files.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  expect(kept.length).toBeGreaterThan(5);
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(20);
    expect(supervisor.output).not.toContain(secret);
    for (const path of kept) {
      // The Worker's variables, in a file that only its owner can read (S5).
      if (secret === modelKey && path === join(starts.state, 'worker.env')) continue;
      expect((await readFile(path)).includes(secret), path).toBe(false);
    }
  }
});
