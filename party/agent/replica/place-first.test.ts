import { expect, it } from 'vitest';
import { fileIdAt, textOf } from '../../../shared/doc.ts';
import { agentUser } from '../../../shared/roles.ts';
import { coderTables } from '../../../test/node-sql.ts';
import { asPeerSocket } from '../../../test/socket-pair.ts';
import { TestRoom } from '../../../test/test-room.ts';
import { placeIn } from '../edits/typing-surface.ts';
import { AuthorTable } from './author-table.ts';
import { Replica } from './replica.ts';

it('A237 whoever gets what the agent writes has its cursor there by then, however soon it moved before', async () => {
  const room = new TestRoom();
  const ada = room.peer('ada');
  await ada.until(({ synced }) => synced, 5_000, 'sync');
  const coder = new Replica({
    connect: async () => asPeerSocket(room.socket(await room.serviceToken())),
    authors: new AuthorTable(coderTables()),
    restart: (_, reason) => expect.fail(reason),
    load: () => [],
    store: () => undefined,
  });
  const clientId = await coder.clientIdFor(agentUser, 't1');
  const id = fileIdAt(coder.doc, 'README.md')!;
  const [own, theirs] = [textOf(coder.doc, id)!, textOf(ada.doc, id)!];
  const placeOfAgent = (): unknown =>
    [...ada.awareness.getStates().values()].find((state) => state['user']?.kind === 'agent')?.['selection'];
  const seen: unknown[] = [];
  theirs.observe(() => seen.push(placeOfAgent()));
  const places = Array.from({ length: 5 }, (_, at) => placeIn(id, own, 4 * at));
  for (const place of places) {
    coder.setPresence({ status: 'thinking' });
    coder.setPresence({ ...place, status: 'editing' });
    coder.transactAs(clientId, () => own.insert(own.length, 'x'));
    // The update is sent, and the next place comes before the next state may be sent by itself.
    await coder.saved();
    await expect.poll(() => seen.length).toBe(places.indexOf(place) + 1);
  }
  const asJson = (selections: readonly unknown[]): unknown => JSON.parse(JSON.stringify(selections));
  expect(asJson(seen)).toEqual(asJson(places.map(({ selection }) => selection)));
  coder.leave();
  ada.destroy();
});
