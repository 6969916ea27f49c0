import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allowedHosts, asksBefore, setAsksBefore } from '../../../shared/approvals.ts';
import { ben } from '../../../test/chat-harness.ts';
import { outputs } from '../../../test/calling-model.ts';
import { TurnHarness } from '../../../test/turn-harness.ts';

const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.headers.host} ${request.method} ${request.url}`);
  if (request.url === '/away') response.writeHead(302, { location: `http://localhost:${port}/secret` }).end();
  else response.writeHead(200, { 'content-type': 'text/plain' }).end(`you asked for ${request.url}`);
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => server.close());
beforeEach(() => void (asked.length = 0));

describe('a command of the agent', () => {
  it('A101 runs without approval when it changes nothing', async () => {
    const harness = new TurnHarness();
    const [output] = await outputs(harness, [
      'bash',
      { command: 'grep -nE "a . b" add.ts; echo x > /tmp/x; cat /tmp/x; ls /nowhere' },
    ]);
    expect(output).toMatchObject({ stdout: '1:export const add = (a, b) => a - b;\nx\n', changed: [] });
    expect(output).not.toMatchObject({ exitCode: 0 });
    expect(harness.asked).toEqual([]);
  });

  it('A101 waits for approval when it changes files, and shows the whole command and all changes', async () => {
    const harness = new TurnHarness();
    const before = harness.file('add.ts');
    const command = 'sed -i "s/a - b/a + b/" add.ts && echo new > n.txt && mv n.txt m.txt';
    harness.onAsked = ({ id }) => {
      expect([harness.file('add.ts'), harness.file('m.txt')]).toEqual([before, undefined]);
      void harness.approvals.decide(id, { decision: 'allow' }, ben);
    };
    const [output] = await outputs(harness, ['bash', { command }]);
    expect(output).toMatchObject({ exitCode: 0, changed: expect.arrayContaining(['Writes add.ts.']) });
    expect(harness.file('add.ts')).toBe('export const add = (a, b) => a + b;\n');
    expect(harness.file('m.txt')).toBe('new\n');
    expect(harness.asked[0]).toMatchObject({ kind: 'bash', request: command, state: 'pending' });
    expect(harness.asked[0]?.diff).toContain('+export const add = (a, b) => a + b;');
    expect(harness.asked[0]?.diff).toContain(' m.txt (new)\n@@ 1 @@\n');
  });

  it.each(['rm add.ts', 'echo x >> add.ts', 'mv add.ts b.ts', 'a=rm; $a add.ts', 'cat add.ts | tee add2.ts'])(
    'A101 changes nothing when it is denied: %j',
    async (command) => {
      const harness = new TurnHarness();
      harness.onAsked = ({ id }) => void harness.approvals.decide(id, { decision: 'deny' }, ben);
      const files = [harness.file('add.ts'), harness.file('add2.ts'), harness.file('b.ts')];
      expect(await outputs(harness, ['bash', { command }])).toMatchObject([{ error: { code: 'forbidden' } }]);
      expect([harness.file('add.ts'), harness.file('add2.ts'), harness.file('b.ts')]).toEqual(files);
    },
  );

  it('A101 needs a new approval when the room changed since, and runs in the room itself when none is needed', async () => {
    const harness = new TurnHarness();
    let questions = 0;
    harness.onAsked = ({ id }) => {
      if (++questions === 1) harness.write('other.txt', 'one\n');
      void harness.approvals.decide(id, { decision: 'allow' }, ben);
    };
    await outputs(harness, ['bash', { command: 'cat *.t* > all.txt' }]);
    expect(questions).toBe(2);
    expect(harness.file('all.txt')).toContain('one');
    setAsksBefore(harness.doc, 'bash', false);
    await outputs(harness, ['bash', { command: 'mv all.txt most.txt' }]);
    expect(questions).toBe(2);
    expect(harness.file('most.txt')).toContain('one');
  });

  it('A121 waits when it deletes and commands are always allowed but deleting is not', async () => {
    const harness = new TurnHarness();
    setAsksBefore(harness.doc, 'bash', false);
    harness.write('b.ts', 'b');
    harness.write('c.ts', 'c');
    const decisions = ['deny', 'allow', 'always'] as const;
    harness.onAsked = ({ id }) => {
      const decision = decisions[harness.asked.filter(({ state }) => state === 'pending').length - 1]!;
      void harness.approvals.decide(id, { decision }, ben);
    };
    await outputs(
      harness,
      ['bash', { command: 'echo b > new.ts; rm add.ts' }],
      ['bash', { command: 'echo b > new.ts' }],
      ['bash', { command: 'rm b.ts' }],
      ['bash', { command: 'rm c.ts' }],
    );
    const asked = harness.asked.filter(({ state }) => state === 'pending');
    expect(asked.map(({ kind, tool, path }) => [kind, tool, path])).toEqual([
      ['delete', 'bash', 'add.ts'],
      ['delete', 'bash', 'b.ts'],
      ['delete', 'bash', 'c.ts'],
    ]);
    const left = ['add.ts', 'b.ts', 'c.ts', 'new.ts'].filter((path) => harness.file(path) !== undefined);
    expect(left).toEqual(['add.ts', 'new.ts']);
  });

  it('A122 is done when people always allow it while the files change', async () => {
    const harness = new TurnHarness();
    harness.onAsked = ({ id }) => {
      harness.write('other.txt', 'one\n');
      void harness.approvals.decide(id, { decision: 'always' }, ben);
    };
    const [output] = await outputs(harness, ['bash', { command: 'cat *.t* > all.txt' }]);
    expect(output).toMatchObject({ exitCode: 0 });
    expect(harness.file('all.txt')).toContain('one');
    expect(harness.asked.filter(({ state }) => state === 'pending')).toHaveLength(1);
  });

  it('A123 is shown whole, with each file, or refused with advice', async () => {
    const harness = new TurnHarness();
    harness.onAsked = ({ id }) => void harness.approvals.decide(id, { decision: 'allow' }, ben);
    const many = 'for i in $(seq 1 30); do seq 1 500 > f$i.txt; done; rm add.ts';
    await outputs(harness, ['bash', { command: many }]);
    const diff = harness.asked[0]?.diff ?? '';
    for (let n = 1; n <= 30; n++) expect(diff).toContain(` f${n}.txt (new)\n@@ 1 @@\n+1\n`);
    expect(diff.split('\n').filter((line) => line === '+499')).toHaveLength(30);
    expect(diff).toContain(' add.ts (deleted)');
    expect(harness.asked[0]).toMatchObject({
      path: 'add.ts, f1.txt, f10.txt, f11.txt, f12.txt and 26 more',
      note: 'It deletes add.ts.',
    });
    expect(harness.asked[1]).not.toHaveProperty('diff');
    const more = 'for i in $(seq 1 90); do seq 1 500 > g$i.txt; done';
    const [output] = await outputs(harness, ['bash', { command: more }]);
    expect(output).toMatchObject({
      error: { code: 'too_large', message: expect.stringContaining('smaller steps') },
    });
    expect(harness.asked).toHaveLength(2);
    expect(harness.file('g1.txt')).toBeUndefined();
  });
});

describe('a fetch of the agent', () => {
  it('A102 waits for an approval that names the host and shows the whole request', async () => {
    const harness = new TurnHarness();
    const url = `http://127.0.0.1:${port}/a?q=${'x'.repeat(500)}`;
    harness.onAsked = ({ id }) => {
      expect(asked).toEqual([]);
      void harness.approvals.decide(id, { decision: 'allow' }, ben);
    };
    const [output] = await outputs(harness, ['fetch', { url }]);
    expect(output).toMatchObject({ status: 200, url, text: expect.stringContaining('you asked for /a') });
    expect(harness.asked[0]).toMatchObject({
      kind: 'fetch',
      path: `127.0.0.1:${port}`,
      request: `GET ${url}`,
    });
    expect(asked).toHaveLength(1);
  });

  it('A102 sends nothing when it is denied, and asks nobody about what cannot be allowed', async () => {
    const harness = new TurnHarness();
    harness.onAsked = ({ id }) => void harness.approvals.decide(id, { decision: 'deny' }, ben);
    const refused = { error: { code: 'forbidden' } };
    expect(await outputs(harness, ['fetch', { url: `http://127.0.0.1:${port}/` }])).toMatchObject([refused]);
    const count = harness.asked.length;
    const never = [
      'https://evil.example/?k=1',
      'http://10.0.0.1/',
      'file:///etc/passwd',
      'https://api.github.com@evil.example/',
    ];
    const calls = never.map((url): [string, object] => ['fetch', { url }]);
    expect(await outputs(new TurnHarness(), ...calls)).toMatchObject(never.map(() => refused));
    expect(harness.asked).toHaveLength(count);
    expect(asked).toEqual([]);
  });

  it('A102 asks no more about a host that is always allowed, but refuses a redirect from there to another', async () => {
    const harness = new TurnHarness();
    const host = `127.0.0.1:${port}`;
    harness.onAsked = ({ id }) => void harness.approvals.decide(id, { decision: 'always' }, ben);
    await outputs(harness, ['fetch', { url: `http://${host}/a` }], ['fetch', { url: `http://${host}/b` }]);
    expect(harness.asked.filter(({ state }) => state === 'pending')).toHaveLength(1);
    expect([allowedHosts(harness.doc), asksBefore(harness.doc, 'fetch', `localhost:${port}`)]).toEqual([
      [host],
      true,
    ]);
    const [away] = await outputs(harness, ['fetch', { url: `http://${host}/away` }]);
    expect(away).toMatchObject({
      error: { code: 'forbidden', message: expect.stringContaining('localhost') },
    });
    expect(asked.filter((line) => line.startsWith('localhost'))).toEqual([]);
    setAsksBefore(harness.doc, 'fetch', true, host);
    expect(allowedHosts(harness.doc)).toEqual([]);
  });
});
