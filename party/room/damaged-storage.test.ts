import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { closeCode } from '../../shared/protocol/close.ts';
import { controlFrame, saveAckFrame, step2Frame } from '../../shared/protocol/frames.ts';
import * as Y from 'yjs';
import { userNamed } from '../../test/test-room.ts';
import { bring, keyOf, visitor, writtenRoom } from '../../test/written-room.ts';
import type { StoredValue } from './host.ts';

let said: MockInstance<typeof console.error>;
beforeEach(() => {
  said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

const linesSaid = (): string => said.mock.calls.map((words) => words.map(String).join(' ')).join('\n');

describe('a room with a stored value that cannot be read', () => {
  it.each([
    ['a log row that cannot be deserialised', keyOf(5), undefined],
    ['a log row that is no bytes', keyOf(5), 'text'],
    ['a log row of garbage', keyOf(5), new Uint8Array(20).fill(255)],
  ])('R80 shows the rest, and is whole again when the coder has come: %s', async (_, key, value) => {
    const { room, coder } = await writtenRoom();
    if (value === undefined) room.storage.damage(key);
    else await room.storage.write(new Map<string, StoredValue>([[key, value]]), []);
    const stored = (await room.storage.list(key)).get(key);
    room.restart();
    const page = await visitor(room, 'page');
    expect(page.text()).toBe('abcde');
    await page.write('hello');
    expect(page.client.of('saveAck')).toHaveLength(1);
    expect(linesSaid()).toContain('1 stored updates cannot be read');
    await bring(room, coder);
    expect(page.text()).toBe('abcdefghijkl');
    room.restart();
    expect((await visitor(room, 'late')).text()).toBe('abcdefghijkl');
    expect([...(await room.storage.list(key))]).toEqual([[key, stored]]);
  });

  it.each([
    ['an unknown key in the log', 'log/zz', new Uint8Array([1])],
    ['an unknown key of a snapshot', 'snapshot/1', 'x'],
    ['an unknown key of authors', 'author/zz', userNamed('zoe')],
    ['rubbish in quarantine', 'quarantine/x', 'x'],
    ['no time of presence', 'presence', 'x'],
  ])('R80 is whole when it is %s, which stays', async (_, key, value) => {
    const { room } = await writtenRoom();
    await room.storage.write(new Map<string, StoredValue>([[key, value]]), []);
    room.restart();
    expect((await visitor(room, 'page')).text()).toBe('abcdefghijkl');
    expect((await room.storage.list(key)).get(key)).toEqual(value);
  });

  it.each([
    ['cannot be deserialised', undefined],
    ['has another form', { ...userNamed('ada'), color: 7 }],
    ['is bytes', new Uint8Array([1, 2])],
  ])('R85 leaves an author’s id to nobody but the coder when the row %s', async (_, value) => {
    const { room, ada } = await writtenRoom();
    if (value === undefined) room.storage.damage('author/10');
    else await room.storage.write(new Map([['author/10', value as StoredValue]]), []);
    room.restart();
    expect((await visitor(room, 'page')).text()).toBe('abcdefghijkl');
    ada.getText('t').insert(0, 'more ');
    const thief = await room.raw(await room.token('eve'));
    await thief.send(step2Frame(Y.encodeStateAsUpdate(ada)), saveAckFrame(1));
    expect(thief.of('saveAck')).toEqual([]);
    const coder = await room.raw(await room.serviceToken());
    await coder.send(controlFrame({ type: 'claim', clientId: 10, user: userNamed('ada') }));
    const back = await room.raw(await room.token('ada'));
    await back.send(step2Frame(Y.encodeStateAsUpdate(ada)), saveAckFrame(1));
    expect(back.of('saveAck')).toHaveLength(1);
    room.restart();
    expect((await visitor(room, 'late')).text().startsWith('more ')).toBe(true);
    expect(room.core.document.authors.get(10)).toEqual(userNamed('ada'));
  });

  it.each([undefined, 'x', 0])('R80 stays closed, and says why, when its epoch is %s', async (value) => {
    const { room } = await writtenRoom();
    await room.storage.write(new Map<string, StoredValue>([['epoch', value ?? 2]]), []);
    if (value === undefined) room.storage.damage('epoch');
    room.restart();
    const page = await room.raw(await room.token('page'));
    expect(page.closed?.code).toBe(closeCode.internal);
    expect(linesSaid()).toContain('which links are valid');
    expect(linesSaid()).toContain('Restore this room');
  });

  it('R80 loses it with a purge', async () => {
    const { room } = await writtenRoom();
    room.storage.damage(keyOf(5));
    room.storage.damage('author/20');
    await room.storage.write(new Map<string, StoredValue>([['log/zz', 'x']]), []);
    room.restart();
    const coder = await room.raw(await room.serviceToken());
    const order = { type: 'purge', clientId: 4711, user: userNamed('olga'), text: 'not in it' } as const;
    await coder.send(controlFrame(order));
    await expect.poll(() => coder.closed?.code).toBe(closeCode.purged);
    const values = [...(await room.storage.list(''))];
    expect(values.map(([key]) => key.split('/')[0])).toEqual(['author', 'author', 'snapshot', 'unclean']);
    expect(values.filter(([, value]) => value === undefined)).toEqual([]);
  });
});
