import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../scripts/ports.ts';
import { newRoomId } from '../../shared/ids.ts';
import { wireLimits } from '../../shared/limits.ts';
import { type Client, clientKinds, ourPeer } from '../../test/client-kinds.ts';
import { report } from '../../test/counts.ts';
import { RoomProcess } from '../../test/room-process.ts';
import { userNamed } from '../../test/test-room.ts';

const [port = 0] = await freePorts(1);
const server = new RoomProcess(port);
beforeAll(() => server.start());
afterAll(() => server.destroy());

const showing = clientKinds.filter(({ presence }) => presence);
const eventually = async <T>(read: () => T, expected: T): Promise<void> => {
  await expect.poll(read, { timeout: 20_000, interval: 20 }).toEqual(expected);
};

it('R53 everyone sees everyone after a lost connection and after a kill of the room, without moving', async () => {
  const room = newRoomId();
  const clients: Client[] = [];
  for (const { connect } of showing) clients.push(await connect(server, room, `of kind ${clients.length}`));
  const ids = new Set(clients.map(({ doc }) => doc.clientID));
  const seen = (): Set<number>[] => clients.map(({ awareness }) => new Set(awareness.getStates().keys()));
  const everyone = clients.map(() => ids);
  for (let move = 0; move < 30; move++)
    for (const { awareness } of clients) awareness.setLocalState({ file: `f${move}` });
  await eventually(seen, everyone);

  for (const client of clients) {
    client.goOffline();
    await eventually(() => client.awareness.getStates().size, 1);
    client.goOnline();
    await eventually(seen, everyone);
  }

  await server.kill();
  await eventually(() => clients.some((client) => client.isSynced()), false);
  await server.start();
  await eventually(() => clients.every((client) => client.isSynced()), true);
  const backMs = Date.now();
  await eventually(seen, everyone);
  report(`after a SIGKILL everyone saw everyone ${Date.now() - backMs} ms after the last was back`);
  for (const client of clients) client.leave();
});

describe.each(showing)('$kind', ({ connect }) => {
  it('R51 is shown without its fields of other shapes, and goes on writing', async () => {
    const room = newRoomId();
    const [odd, peer] = [await connect(server, room, 'ada'), await ourPeer(server, room, 'bob')];
    await eventually(() => odd.isSynced() && peer.isSynced(), true);
    const seen = (): unknown => peer.awareness.getStates().get(odd.doc.clientID);
    for (let move = 1; move <= 2 * wireLimits.strikes; move++) {
      odd.awareness.setLocalState({ file: 7, selection: { anchor: move, head: move }, cursor: { at: move } });
      await eventually(seen, { user: userNamed('ada'), role: 'editor', cursor: { at: move } });
    }
    odd.doc.getText('t').insert(0, 'still here');
    await eventually(() => peer.doc.getText('t').toJSON(), 'still here');
    for (const client of [odd, peer]) client.leave();
  });
});
