import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '../../scripts/ports.ts';
import { newRoomId } from '../../shared/ids.ts';
import { type Client, clientKinds, ourPeer } from '../../test/client-kinds.ts';
import { RoomProcess } from '../../test/room-process.ts';

const [port = 0] = await freePorts(1);
const server = new RoomProcess(port);
beforeAll(() => server.start());
afterAll(() => server.destroy());

const typists = 12;
const leavers = 40;
/** About as fast as people type: with this many typists the room is always busy. */
const keyMs = 60;

it('R50 a busy room keeps the last words of forty people who write one and leave at once', async () => {
  const room = newRoomId();
  const isSynced = (clients: readonly Client[]) =>
    expect.poll(() => clients.every((client) => client.isSynced()), { timeout: 20_000 }).toBe(true);
  const typing: Client[] = [];
  for (let i = 0; i < typists; i++) typing.push(await ourPeer(server, room, `typist-${i}`));
  await isSynced(typing);
  const keys = setInterval(() => {
    for (const { doc } of typing) doc.getText('typed').insert(0, 'x');
  }, keyMs);
  const words: string[] = [];
  for (let i = 0; i < leavers; i++) {
    // Each kind of client in turn.
    const { connect } = clientKinds[i % clientKinds.length]!;
    const leaver = await connect(server, room, `leaver-${i}`);
    await isSynced([leaver]);
    const word = `last-${i};`;
    leaver.doc.getText('last').insert(0, word);
    leaver.leave();
    words.push(word);
  }
  clearInterval(keys);
  for (const client of typing) client.leave();
  const late = await ourPeer(server, room, 'late');
  const there = (): string[] =>
    late.doc
      .getText('last')
      .toJSON()
      .match(/last-\d+;/g)
      ?.sort() ?? [];
  await expect.poll(there, { timeout: 10_000 }).toEqual(words.sort());
  late.leave();
});
