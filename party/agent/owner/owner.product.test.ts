import { readFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeCode } from '../../../shared/protocol/close.ts';
import type { NewRoom } from '../../../shared/session.ts';
import { type Answer, keyOf, newRoom as roomAt, type Person, post } from '../../../test/people.ts';
import { Product } from '../../../test/product.ts';

const product = new Product();
beforeAll(() => product.start());
afterAll(() => product.stop());

const newRoom = (): ReturnType<typeof roomAt> => roomAt(product.url);
const revoke = (owner: Person): Promise<Answer<{ links: NewRoom['links'] }>> =>
  owner.call('POST', 'links/revoke');

describe('making new links', () => {
  it('H30 closes everyone who came by an old link, and lets nobody in by one, also after a kill', async () => {
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
        expect((await person.headCount()).status).toBe(401);
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

  it('H31 does nothing while the room is away, and gives whoever did it the links again', async () => {
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

const mark = 'zebra-4711-marked';

/** Files of the product's state that contain the marked text, as text or as a large SQLite value. */
async function filesWithMark(): Promise<string[]> {
  const files = globSync('**/*', { cwd: product.state, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map(({ parentPath, name }) => `${parentPath}/${name}`);
  const found = await Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(path);
      return [mark, Buffer.from(mark, 'utf16le')].some((text) => bytes.includes(text)) ? path : [];
    }),
  );
  return found.flat().map((path) => path.slice(product.state.length));
}

/** Writes the mark into files, the trash, history, the chat, a run, the terminal and undo data. */
async function fillWithMark({ owner, editor }: { owner: Person; editor: Person }): Promise<void> {
  for (let i = 0; i < 12; i++)
    await editor.call('PUT', `file/notes-${i % 4}.md`, `${mark} ${i} ${'long '.repeat(2_000)}${mark}`);
  await editor.call('DELETE', 'file/notes-1.md');
  await editor.call('POST', 'execute', {
    code: `export default () => { console.log('${mark}'); return '${mark}'; }`,
  });
  await owner.call('POST', 'chat', { message: `create turn.md: ${mark}` });
  await owner.call('POST', 'chat', { message: `in turn.md replace ${mark} with ${mark}-again` });
  await owner.call('POST', 'terminal', { command: `echo ${mark}` });
  await expect.poll(async () => (await owner.call('GET', 'terminal')).text).toContain(mark);
}

describe('deleting a room', () => {
  it('H32 leaves nothing of the room in any file, closes everyone, and never opens it again', async () => {
    const { room, owner, editor, viewer } = await newRoom();
    const other = await newRoom();
    await other.owner.call('PUT', 'file/other.md', 'another room');
    await fillWithMark({ owner, editor });
    expect((await filesWithMark()).length).toBeGreaterThan(1);
    const [peer, socket] = [await editor.join(), await viewer.watch()];

    expect((await editor.call('DELETE', '', { room: room.room })).json.error?.code).toBe('forbidden');
    expect((await owner.call('DELETE', '', { room: 'Another room' })).json.error?.code).toBe('unprocessable');
    expect((await owner.call('GET', 'files')).status).toBe(200);
    expect(peer.state.connection).toBe('online');

    expect((await owner.call('DELETE', '', { room: 'Launch day' })).json).toEqual({ deleted: true });
    await expect.poll(() => peer.state.refusal).toMatchObject({ action: 'stop', code: closeCode.deleted });
    // Someone keeps typing: that does not bring the room back.
    peer.doc.getText('t').insert(0, mark);
    expect(await socket.dismissed()).toBe(closeCode.deleted);

    const expectGone = async (): Promise<void> => {
      for (const link of Object.values(room.links)) {
        const body = { key: keyOf(link), name: 'Ada' };
        const { status, json } = await post(`${product.url}/api/rooms/${room.room}/session`, body);
        expect([status, json.error?.message]).toEqual([404, expect.stringContaining('deleted this room')]);
      }
      expect(await owner.refusedByRoom()).toBe(closeCode.deleted);
      expect((await owner.call('GET', 'files')).json.error).toMatchObject({ code: 'not_found' });
      expect(await (await owner.watch()).dismissed()).toBe(closeCode.deleted);
      expect((await owner.call('DELETE', '', { room: room.room })).json).toEqual({ deleted: true });
    };
    await expectGone();
    // Both parts close their databases soon after the answer. Then only free pages of the room server's own can have it.
    const isRooms = (path: string): boolean => path.startsWith('/room/') && path.endsWith('.sqlite');
    await expect
      .poll(async () => (await filesWithMark()).filter((path) => !isRooms(path)), { timeout: 30_000 })
      .toEqual([]);
    await product.kill('worker');
    await product.kill('room');
    await product.startPart('room');
    await product.startPart('worker');
    expect(await filesWithMark()).toEqual([]);
    peer.reconnect();
    await expectGone();
    expect(await filesWithMark()).toEqual([]);
    peer.destroy();
    expect((await other.owner.call('GET', 'file/other.md')).text).toBe('another room');
  });

  it('H33 does nothing while the room is away', async () => {
    const { room, owner } = await newRoom();
    expect((await owner.call('PUT', 'file/a.md', 'a')).status).toBe(200);
    await product.kill('room');
    expect((await owner.call('DELETE', '', { room: room.room })).status).toBe(503);
    await product.startPart('room');
    await expect.poll(async () => (await owner.call('GET', 'file/a.md')).text).toBe('a');
    (await owner.join()).destroy();
  });
});
