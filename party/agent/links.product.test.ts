import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeCode } from '../../shared/protocol/close.ts';
import type { NewRoom } from '../../shared/session.ts';
import { type Answer, keyOf, newRoom as roomAt, type Person, post } from '../../test/people.ts';
import { Product } from '../../test/product.ts';

const product = new Product();
beforeAll(() => product.start());
afterAll(() => product.stop());

const newRoom = (): ReturnType<typeof roomAt> => roomAt(product.url);
const revoke = (owner: Person): Promise<Answer<{ links: NewRoom['links'] }>> =>
  owner.call('POST', 'links/revoke');

describe('making new links', () => {
  it('H30 puts out whoever came by an old link, and lets nobody in by one, also after a kill', async () => {
    const { room, owner, editor, viewer, enter } = await newRoom();
    const [peer, socket] = [await editor.join(), await viewer.watch()];
    const refused = peer.until(({ connection }) => connection !== 'online', 5_000, 'the end of the session');
    expect((await revoke(editor)).json.error).toMatchObject({ code: 'forbidden' });

    const answer = await revoke(owner);
    expect(answer.status).toBe(200);
    await refused;
    peer.destroy();
    expect(await socket.dismissed()).toBe(closeCode.tokenEnded);
    const { links } = answer.json;
    expect(links.owner).toMatch(new RegExp(`^/r/${room.room}#2\\.`));

    const expectVoid = async (): Promise<void> => {
      for (const person of [owner, editor, viewer]) {
        expect((await person.call('GET', 'files')).json.error).toMatchObject({ code: 'unauthorized' });
        expect(await (await person.watch()).dismissed()).toBe(closeCode.tokenEnded);
        expect(await person.refusedByRoom()).toBe(closeCode.tokenEnded);
      }
      for (const link of Object.values(room.links)) {
        const body = { key: keyOf(link), name: 'Ada' };
        const { status, json } = await post(`${product.url}/api/rooms/${room.room}/session`, body);
        expect([status, json.error?.message]).toEqual([403, expect.stringContaining('made new links')]);
      }
    };
    await expectVoid();
    const again = await enter(links.edit, 'Ada');
    expect(again.session.links).toEqual({ edit: links.edit, view: links.view });
    expect((await again.call('PUT', 'file/after.md', 'still here')).status).toBe(200);
    (await again.join()).destroy();

    await product.kill('worker');
    await product.kill('room');
    await product.startPart('room');
    await product.startPart('worker');
    await expectVoid();
    (await (await enter(links.view, 'Vic')).join()).destroy();
  });

  it('H31 does nothing while the room is away, and is answered again to whoever did it', async () => {
    const { room, owner, editor, enter } = await newRoom();
    expect((await owner.call('PUT', 'file/a.md', 'a')).status).toBe(200);
    await product.kill('room');
    expect((await revoke(owner)).status).toBe(503);
    await product.startPart('room');
    expect((await editor.call('GET', 'files')).status).toBe(200);
    await enter(room.links.edit, 'Ada');

    const { links } = (await revoke(owner)).json;
    const second = await revoke(owner);
    expect(second.json.links).toEqual(links);
    expect((await owner.call('GET', 'files')).status).toBe(401);
    const other = await enter(links.owner, 'Otto');
    const third = await revoke(other);
    expect(third.json.links.owner).not.toBe(links.owner);
    expect((await revoke(owner)).status).toBe(401);
  });
});
