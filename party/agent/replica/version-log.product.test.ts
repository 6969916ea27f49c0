import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createFile, fileIdAt, readAll, textOf } from '../../../shared/doc.ts';
import { roomLimits } from '../../../shared/limits.ts';
import type { Version } from '../../../shared/version.ts';
import { newRoom as roomAt } from '../../../test/people.ts';
import { Product } from '../../../test/product.ts';

const product = new Product();
beforeAll(() => product.start());
afterAll(() => product.stop());

const newRoom = (): ReturnType<typeof roomAt> => roomAt(product.url);

describe('the history over HTTP', () => {
  interface History {
    latest: number;
    versions: Version[];
    next?: number;
  }
  type Files = Record<string, string>;

  it('V7 V8 V9 lists versions, shows one, and restores its files', async () => {
    const { editor, viewer } = await newRoom();
    const put = async (path: string, text: string): Promise<number> =>
      (await editor.call<{ version: number }>('PUT', `file/${path}`, text)).json.version;
    const one = await put('a.ts', 'one');
    await put('b.ts', 'b');
    await put('a.ts', 'two');
    await editor.call('DELETE', 'file/b.ts');
    const first = (await viewer.call<History>('GET', 'history?limit=2')).json;
    expect(first.versions.map(({ version }) => version)).toEqual([first.latest, first.latest - 1]);
    expect(first.next).toBe(first.latest - 1);
    expect(first.versions[0]).toMatchObject({ authors: [editor.session.user] });
    expect(Math.abs(Date.now() - (first.versions[0]?.timestamp ?? 0))).toBeLessThan(60_000);
    const rest = (await viewer.call<History>('GET', `history?before=${first.next}&limit=100`)).json;
    expect(rest.versions[0]?.version).toBe(first.latest - 2);
    expect(rest.versions.at(-1)?.version).toBe(1);
    expect(rest.next).toBeUndefined();

    const then = await viewer.call<{ version: number; files: Files }>('GET', `history/${one}`);
    expect(then.json).toMatchObject({ version: one, timestamp: expect.any(Number) });
    expect(then.json.files).toMatchObject({ 'a.ts': 'one' });
    expect(then.json.files['b.ts']).toBeUndefined();

    const person = await editor.join();
    const [only] = [await editor.call('POST', `history/${one + 1}/restore`, { paths: ['b.ts'] })];
    expect(only.status).toBe(200);
    const files = async (): Promise<Files> =>
      (await editor.call<{ files: Files }>('GET', 'files')).json.files;
    expect(await files()).toMatchObject({ 'a.ts': 'two', 'b.ts': 'b' });
    const whole = await editor.call<{ version: number }>('POST', `history/${one}/restore`);
    expect(whole.json.version).toBeGreaterThan(first.latest);
    expect(await files()).toEqual(then.json.files);
    await expect
      .poll(() => Object.fromEntries(readAll(person.doc)), { timeout: 20_000 })
      .toEqual(then.json.files);
    person.destroy();
  });

  it('V7 V8 V9 H5 refuses bad requests, and lets viewers restore nothing', async () => {
    const { editor, viewer } = await newRoom();
    await editor.call('PUT', 'file/a.ts', 'one');
    const before = (await editor.call<History>('GET', 'history')).json;
    for (const query of ['limit=0', 'limit=101', 'limit=x', 'before=0', 'before=1.5', 'before=']) {
      expect((await viewer.call('GET', `history?${query}`)).status, query).toBe(400);
    }
    for (const version of ['0', '01', '-1', 'x', '1.5', String(before.latest + 1), '9'.repeat(30)]) {
      expect((await viewer.call('GET', `history/${version}`)).status, version).toBe(404);
      expect((await editor.call('POST', `history/${version}/restore`)).status, version).toBe(404);
    }
    const restore = `history/${before.latest}/restore`;
    expect((await viewer.call('POST', restore)).status).toBe(403);
    expect((await editor.call('GET', restore)).status).toBe(400);
    expect((await editor.call('POST', restore, { paths: [] })).status).toBe(400);
    expect((await editor.call('POST', restore, { path: 'a.ts' })).status).toBe(400);
    expect((await editor.call('POST', restore, { paths: ['../a'] })).status).toBe(400);
    expect((await editor.call('POST', restore, { paths: ['no.ts'] })).status).toBe(404);
    expect((await editor.call('POST', `${restore}/x`)).status).toBe(404);
    expect((await editor.call<History>('GET', 'history')).json).toEqual(before);
  });

  it('V10 makes the coder usable again after the room refused what it wrote, and says why', async () => {
    const { editor } = await newRoom();
    const person = await editor.join();
    createFile(person.doc, 'big.txt');
    const big = textOf(person.doc, fileIdAt(person.doc, 'big.txt') ?? '');
    if (!big) throw new Error('the file is not there');
    big.insert(0, 'here ');
    await person.until(({ unsaved }) => !unsaved, 20_000, 'saved');
    const page = await editor.watch();
    const words = Array.from({ length: 80 }, (_, i) => `word${i}`).join(' ');
    const asked = await editor.call(
      'POST',
      'chat',
      { message: `in big.txt replace here with "${words}"` },
      { prefer: 'respond-async' },
    );
    expect(asked.status).toBeLessThan(300);
    await vi.waitFor(() => expect(big.toJSON()).toContain('word0'), { timeout: 20_000 });
    // Fills the file, but for a few of the words that are still to be typed.
    big.insert(big.length, 'x'.repeat(2 * roomLimits.maxFileBytes - big.length - 150));
    await page.closed;
    const again = await editor.watch();
    const state = await again.until(() =>
      again.frames.find(
        ({ type, state }) => type === 'cf_agent_state' && JSON.stringify(state).includes('refused'),
      ),
    );
    expect(JSON.stringify(state)).toContain('too large');
    expect((await editor.call('PUT', 'file/after.ts', 'works')).status).toBe(200);
    await person.until(({ synced, unsaved }) => synced && !unsaved, 20_000, 'saved');
    const { text } = await editor.call('GET', 'file/big.txt');
    await expect.poll(() => big.toJSON(), { timeout: 20_000 }).toBe(text);
    expect(text.length).toBeGreaterThan(2 * roomLimits.maxFileBytes - 150);
    await expect
      .poll(() => Object.fromEntries(readAll(person.doc)), { timeout: 20_000 })
      .toMatchObject({ 'after.ts': 'works', 'big.txt': text });
    again.socket.close();
    person.destroy();
  });
});
