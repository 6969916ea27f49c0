import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { readAll, textOf, fileIdAt, createFile } from '../../../../shared/doc.ts';
import { closeCode } from '../../../../shared/protocol/close.ts';
import { type Purged, purgeMask } from '../../../../shared/purge.ts';
import type { Turn } from '../../../../shared/turn.ts';
import { newRoom as roomAt, type Person } from '../../../../test/people.ts';
import { Product } from '../../../../test/product.ts';
import { authorsIn } from '../../../../test/room-authors.ts';

const product = new Product();
beforeAll(() => product.start());
afterAll(() => product.stop());

const newRoom = (): ReturnType<typeof roomAt> => roomAt(product.url);
/** JSON escapes some of its characters. */
const secret = 'zebra-"4711"\\marked';
const marks = ['zebra-', '4711', 'marked'];

function statePaths(): string[] {
  const files = globSync('**/*', { cwd: product.state, withFileTypes: true });
  return files.filter((entry) => entry.isFile()).map(({ parentPath, name }) => `${parentPath}/${name}`);
}

/** Files of the product's state that contain any part of the text, as text or as a large SQLite value. */
async function filesWithMarks(): Promise<string[]> {
  const found = await Promise.all(
    statePaths().map(async (path) => {
      const bytes = await readFile(path);
      const has = (mark: string): boolean =>
        [mark, Buffer.from(mark, 'utf16le')].some((text) => bytes.includes(text));
      return marks.every(has) || has('zebra-') ? path : [];
    }),
  );
  return found.flat().map((path) => path.slice(product.state.length));
}

/** All strings in the updates that the coder and the room server store, deleted or not, joined without separators. */
function textInUpdates(): string {
  let said = '';
  const read = (update: Uint8Array): void => {
    for (const struct of Y.decodeUpdate(update).structs)
      if (struct instanceof Y.Item && !(struct.content instanceof Y.ContentType))
        said += struct.content
          .getContent()
          .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
          .join('');
  };
  for (const path of statePaths().filter((path) => path.endsWith('.sqlite'))) {
    const database = new DatabaseSync(path, { readOnly: true });
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE name IN ('code_updates', 'code_snapshots')")
      .all();
    for (const { name } of tables)
      for (const { data } of database.prepare(`SELECT data FROM ${String(name)}`).all())
        read(data as Uint8Array);
    database.close();
  }
  return said;
}

const purge = (owner: Person, text = secret) => owner.call<{ purged: Purged }>('POST', 'purge', { text });

/** Writes the text into files, their names, the trash, history, undo, the chat, runs, actions, the terminal and shells. */
async function fillWithSecret({ owner, editor }: { owner: Person; editor: Person }): Promise<void> {
  const typist = await editor.join();
  createFile(typist.doc, 'typed.md', 'of ada: ');
  for (const letter of secret) {
    const text = textOf(typist.doc, fileIdAt(typist.doc, 'typed.md') ?? '');
    text?.insert(text.length, `${letter}-`);
    text?.delete(text.length - 1, 1);
    await typist.until(({ unsaved }) => !unsaved, 5_000, 'saved');
  }
  typist.destroy();
  for (let i = 0; i < 12; i++)
    await editor.call('PUT', `file/notes-${i % 4}.md`, `${secret} ${i} ${'long '.repeat(2_000)}${secret}`);
  await editor.call('PUT', 'file/notes-0.md', 'nothing of it any more');
  await editor.call('DELETE', 'file/notes-1.md');
  await editor.call('PUT', 'file/data.json', JSON.stringify({ nested: JSON.stringify([secret]) }));
  await editor.call('POST', 'execute', {
    code: `export default (env, { args }) => { console.log(args[0]); console.log(JSON.stringify({ key: env.KEY })); return env.KEY; }`,
    args: [secret],
    env: { KEY: secret },
  });
  const mentions = [{ kind: 'file', path: 'notes-2.md' }];
  await editor.call('POST', 'chat', { message: `look at this: ${secret}`, ask: false, mentions });
  await owner.call('POST', 'chat', { message: `create turn.md: ${secret}`, mentions });
  await owner.call('POST', 'chat', { message: 'in turn.md replace zebra with tiger' });
  await owner.call('POST', 'chat', { message: `bash echo '${secret}'` });
  await owner.call('POST', 'terminal', { command: `export KEY='${secret}'; echo "$KEY"` });
  await expect.poll(async () => (await owner.call('GET', 'terminal')).text).toContain('"ended"');
}

const isRooms = (path: string): boolean => path.startsWith('/room/') && path.endsWith('.sqlite');

describe('purging a text', () => {
  it('H35 leaves nothing of the text in any file, keeps all else, and the room still works', async () => {
    const { owner, editor, viewer } = await newRoom();
    const other = await newRoom();
    await other.owner.call('PUT', 'file/other.md', 'another room');
    await fillWithSecret({ owner, editor });
    await editor.call('PUT', 'file/kept.md', 'kept by all');
    expect((await filesWithMarks()).length).toBeGreaterThan(1);
    await expect.poll(textInUpdates).toContain('zebra-');
    const peer = await editor.join();
    const stale = await viewer.join();
    const authors = await authorsIn(product, owner.room);
    expect(authors.size).toBeGreaterThan(3);

    for (const person of [editor, viewer]) expect((await purge(person)).json.error?.code).toBe('forbidden');
    expect((await purge(owner, 'short')).json.error?.code).toBe('bad_request');
    expect((await purge(owner, 'assistan')).json.error?.code).toBe('unprocessable');
    expect(peer.state.connection).toBe('online');

    const { status, json } = await purge(owner);
    expect([status, json]).toEqual([
      200,
      { purged: { files: 5, messages: expect.any(Number), runs: 1, other: expect.any(Number) } },
    ]);
    expect(json.purged.messages).toBeGreaterThan(3);
    expect(json.purged.other).toBeGreaterThan(1);
    await expect.poll(() => peer.state.refusal).toMatchObject({ action: 'reload', code: closeCode.purged });
    // Both parts close their databases soon after the answer. Then only free pages of the room server's own can have it.
    await expect
      .poll(async () => (await filesWithMarks()).filter((path) => !isRooms(path)), { timeout: 30_000 })
      .toEqual([]);
    await expect.poll(textInUpdates, { timeout: 30_000 }).not.toContain('zebra-');

    const anew = await editor.join();
    const files = readAll(anew.doc);
    expect(files.get('typed.md')).toBe(`of ada: ${purgeMask}`);
    expect(files.get('kept.md')).toBe('kept by all');
    expect(files.get('data.json')).toBe(JSON.stringify({ nested: JSON.stringify([purgeMask]) }));
    expect(files.get('notes-2.md')).toMatch(new RegExp(`^${purgeMask} 10 long .* ${purgeMask}$`));
    const kept = await authorsIn(product, owner.room);
    for (const [id, author] of authors) expect(kept.get(id)).toEqual(author);
    textOf(anew.doc, fileIdAt(anew.doc, 'kept.md') ?? '')?.insert(0, 'still ');
    await anew.until(({ unsaved }) => !unsaved, 5_000, 'saved');
    expect((await owner.call('GET', 'file/kept.md')).text).toBe('still kept by all');
    const { text: history } = await owner.call('GET', 'chat/history');
    expect(history).toContain(`look at this: ${purgeMask}`);
    expect((await owner.call('GET', 'runs')).text).toContain(purgeMask);
    expect((await owner.call('GET', 'terminal')).text).toContain(purgeMask);
    await owner.call('POST', 'chat', { message: 'create after.md: still there' });
    expect((await owner.call('GET', 'file/after.md')).text).toContain('still there');
    const { turns } = (await owner.call<{ turns: Turn[] }>('GET', 'turns')).json;
    expect(turns.map(({ state, request }) => [state, request])).toEqual([
      ['done', 'create after.md: still there'],
      ['gone', 'in turn.md replace zebra with tiger'],
      ['gone', `create turn.md: ${purgeMask}`],
    ]);

    anew.destroy();
    await product.kill('worker');
    await product.kill('room');
    await product.startPart('room');
    await product.startPart('worker');
    expect(await filesWithMarks()).toEqual([]);
    for (const replica of [peer, stale]) {
      replica.start();
      await expect.poll(() => replica.state.refusal?.code).toBe(closeCode.purged);
    }
    expect((await owner.call('GET', 'file/after.md')).text).toContain('still there');
    expect((await owner.call('GET', 'history')).text).not.toContain('zebra');
    expect(await filesWithMarks()).toEqual([]);
    for (const replica of [peer, stale]) replica.destroy();
    expect((await other.owner.call('GET', 'file/other.md')).text).toBe('another room');
  });

  const expectGoneFor = async (owner: Person): Promise<void> => {
    // Whatever call comes next resumes it.
    await expect
      .poll(async () => (await owner.call('GET', 'file/notes.md')).status, { timeout: 30_000 })
      .toBe(200);
    expect((await owner.call('GET', 'file/notes.md')).text).toBe(`${purgeMask} is here`);
    expect((await owner.call('GET', 'chat/history')).text).toContain(`said: ${purgeMask}`);
    await expect
      .poll(async () => (await filesWithMarks()).filter((path) => !isRooms(path)), { timeout: 30_000 })
      .toEqual([]);
    await product.kill('room');
    await product.startPart('room');
    expect(await filesWithMarks()).toEqual([]);
    await expect.poll(async () => (await owner.call('PUT', 'file/after.md', 'after')).status).toBe(200);
  };
  const roomWithSecret = async (): Promise<Awaited<ReturnType<typeof newRoom>>> => {
    const made = await newRoom();
    await made.editor.call('PUT', 'file/notes.md', `${secret} is here`);
    await made.editor.call('POST', 'chat', { message: `said: ${secret}`, ask: false });
    return made;
  };

  it('H38 goes on after a kill of the worker when only the room is purged yet', async () => {
    const { owner, editor } = await roomWithSecret();
    const peer = await editor.join();
    const asked = purge(owner).catch(() => undefined);
    await expect.poll(() => peer.state.refusal?.code, { interval: 5 }).toBe(closeCode.purged);
    await product.kill('worker');
    await asked;
    peer.destroy();
    expect((await filesWithMarks()).filter((path) => path.startsWith('/worker/'))).not.toEqual([]);
    await product.startPart('worker');
    await expectGoneFor(owner);
  });

  it('H38 goes on after a kill of the worker right after its answer', async () => {
    const { owner } = await roomWithSecret();
    expect((await purge(owner)).status).toBe(200);
    await product.kill('worker');
    await product.startPart('worker');
    await expectGoneFor(owner);
  });

  it('H38 goes on after a kill of the room in the middle of it', async () => {
    const { owner, editor } = await roomWithSecret();
    const peer = await editor.join();
    const asked = purge(owner);
    await expect.poll(() => peer.state.refusal?.code, { interval: 5 }).toBe(closeCode.purged);
    await product.kill('room');
    peer.destroy();
    expect([200, 503]).toContain((await asked).status);
    await product.startPart('room');
    await expectGoneFor(owner);
  });

  it('H36 does nothing while the room is away', async () => {
    const { owner } = await roomWithSecret();
    await product.kill('room');
    expect((await purge(owner)).status).toBe(503);
    await product.startPart('room');
    await expect.poll(async () => (await owner.call('GET', 'file/notes.md')).text).toBe(`${secret} is here`);
    expect((await purge(owner)).status).toBe(200);
    await expectGoneFor(owner);
  });

  it('H36 stops runs and the agent’s turn, and purges what they had written so far', async () => {
    const { owner, editor } = await roomWithSecret();
    const watcher = await editor.watch();
    const { json } = await editor.call<{ runId: string }>('POST', 'runs', {
      code: `export default async () => { console.log('${secret.replace('\\', '\\\\')}'); await new Promise((end) => setTimeout(end, 60_000)); }`,
    });
    await watcher.until(() => (watcher.outputOf(json.runId).length > 0 ? true : undefined));
    const waiting = owner.call('POST', 'chat', { message: `bash echo '${secret}' > made.txt` });
    await expect
      .poll(async () => (await owner.call('GET', 'approvals')).text, { timeout: 30_000 })
      .toContain('"pending"');
    expect((await purge(owner)).status).toBe(200);
    await waiting;
    watcher.socket.terminate();
    await expectGoneFor(owner);
    expect((await owner.call('GET', `runs/${json.runId}`)).json).toMatchObject({ state: 'stopped' });
    expect((await owner.call('GET', 'approvals')).text).not.toContain('"pending"');
  });
});
