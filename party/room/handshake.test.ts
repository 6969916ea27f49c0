import { describe, expect, it } from 'vitest';
import { servedVersions, wireVersion } from '../../shared/protocol/wire-version.ts';
import { TestRoom, userNamed } from '../../test/test-room.ts';
import { roomLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';

describe('handshake', () => {
  it.each([
    ['no token', closeCode.tokenEnded, async () => ''],
    ['a forged token', closeCode.tokenEnded, async (room: TestRoom) => `${await room.token('ada')}x`],
    ['another room’s token', closeCode.tokenEnded, (room: TestRoom) => room.token('ada', 'editor', 'other')],
  ])('R1 closes %s with its code', async (_, code, makeToken) => {
    const room = new TestRoom();
    const client = await room.raw(await makeToken(room));
    expect(client.closed?.code).toBe(code);
    expect(client.of('denied')).toHaveLength(1);
    expect(client.of('step1')).toHaveLength(0);
  });

  it.each([
    'https://evil.example',
    'null',
    'https://tandem.example.evil.example',
    'https://tandem.example:8443',
    'http://127.0.0.1:1999',
  ])('R1 refuses a browser on %s', async (origin) => {
    const room = new TestRoom();
    const client = await room.raw(await room.token('ada'), '', { Origin: origin });
    expect(client.closed?.code).toBe(closeCode.role);
  });

  it('R1 admits a browser on an allowed origin', async () => {
    const room = new TestRoom();
    const client = await room.raw(await room.token('ada'), '', { Origin: 'https://tandem.example' });
    expect(client.closed).toBeUndefined();
    expect(client.of('step1')).toHaveLength(1);
  });

  it('R2 greets our clients with hello and step 1, the coder with the authors too, and stock clients with step 1 alone', async () => {
    const room = new TestRoom();
    const ours = await room.raw(await room.token('ada', 'viewer'));
    expect(ours.controls('hello')[0]).toMatchObject({ role: 'viewer', user: userNamed('ada') });
    expect(ours.heard.map(({ type }) => type)).toEqual(['control', 'step1']);
    const coder = await room.raw(await room.serviceToken());
    expect(coder.of('control').map(({ control }) => control.type)).toEqual(['hello', 'authors']);
    const stock = await room.raw(await room.token('bob'), '');
    expect(stock.heard.map(({ type }) => type)).toEqual(['step1']);
    for (const version of [...servedVersions, `${wireVersion}`]) {
      const client = await room.raw(await room.token('cy'), `&tandem=${version}`);
      expect(client.controls('hello'), version).toHaveLength(1);
    }
    const unknown = await room.raw(await room.token('dee'), '&tandem=99');
    expect(unknown.controls('hello')).toEqual([]);
  });

  it('R2 R38 admits no more people than it has seats, says that it is full, and still admits the coder', async () => {
    const room = new TestRoom();
    for (let i = 0; i < roomLimits.maxSockets; i++) await room.raw(await room.token(`person-${i}`));
    const late = await room.raw(await room.token('ada'));
    expect(late.closed?.code).toBe(closeCode.full);
    expect((await room.raw(await room.serviceToken())).closed).toBeUndefined();
    expect(room.core.size).toBe(roomLimits.maxSockets + 1);
  });

  it('R38 reserves seats for people who can edit', async () => {
    const room = new TestRoom();
    for (let i = 0; i < roomLimits.maxViewerSockets; i++)
      await room.raw(await room.token(`viewer-${i}`, 'viewer'));
    expect((await room.raw(await room.token('eve', 'viewer'))).closed?.code).toBe(closeCode.full);
    expect((await room.raw(await room.token('ada'))).closed).toBeUndefined();
  });
});
