import { afterAll, beforeAll, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { fileIdAt, readAll, textOf } from '../../../shared/doc.ts';
import { agentUser } from '../../../shared/roles.ts';
import { newRoom } from '../../../test/people.ts';
import { Product } from '../../../test/product.ts';

const product = new Product();
beforeAll(() => product.start());
afterAll(() => product.stop());

const textAt = (doc: Y.Doc, path: string): Y.Text => {
  const text = textOf(doc, fileIdAt(doc, path) ?? '');
  if (!text) throw new Error(`there is no ${path}`);
  return text;
};

it('A4 R34 brings a room that lost its storage back with everyone’s text, ids and colours', async () => {
  const { owner, editor } = await newRoom(product.url);
  const [olga, ada] = [await owner.join(), await editor.join()];
  const page = await editor.watch();
  textAt(olga.doc, 'README.md').insert(0, 'Olga was here. ');
  textAt(ada.doc, 'main.ts').insert(0, '// Ada was here.\n');
  for (const peer of [olga, ada]) await peer.until(({ unsaved }) => !unsaved, 5_000, 'saved');
  await editor.call('PUT', 'file/by-http.ts', 'Ada wrote this by HTTP');
  await editor.call('POST', 'chat', { message: 'create notes.md with hello from the agent' });
  for (const { doc, authors } of [olga, ada]) {
    await expect
      .poll(() => [...readAll(doc).keys()], { timeout: 20_000 })
      .toEqual(expect.arrayContaining(['by-http.ts', 'notes.md']));
    await expect
      .poll(() => readAll(doc).get('notes.md'), { timeout: 20_000 })
      .toContain('hello from the agent');
    await expect
      .poll(() => new Set([...authors.values()].map(({ id }) => id)).size, { timeout: 20_000 })
      .toBe(3);
  }
  const before = readAll(ada.doc);
  const authors = new Map(ada.authors);
  expect(new Set([...authors.values()].map(({ id }) => id))).toEqual(
    new Set([agentUser, editor.session.user, owner.session.user].map(({ id }) => id)),
  );

  // Everyone is away; the room's disk is gone, and the worker's process dies too: what it knows is in its tables.
  for (const peer of [olga, ada]) peer.stop();
  page.socket.terminate();
  await product.kill('room');
  await product.kill('worker');
  await product.forget('room');
  await product.startPart('room');
  await product.startPart('worker');

  // Someone looks in: that wakes the coder, which brings everything back.
  const again = await owner.watch();
  const reader = await owner.join();
  await expect.poll(() => readAll(reader.doc), { timeout: 20_000 }).toEqual(before);
  await expect.poll(() => new Map(reader.authors), { timeout: 10_000 }).toEqual(authors);
  ada.start();
  textAt(ada.doc, 'main.ts').insert(0, '// And still is.\n');
  await ada.until(({ synced, unsaved }) => synced && !unsaved, 10_000, 'Ada’s next edit');
  expect(ada.state.refusal).toBeUndefined();
  await expect.poll(() => readAll(reader.doc)).toEqual(readAll(ada.doc));
  again.socket.terminate();
  for (const peer of [olga, ada, reader]) peer.destroy();
});
