import { afterEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { seeds, seedUpdate } from '../../party/room/seed.ts';
import { listFiles, textOf } from '../../shared/doc.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { settle } from '../../test/clock.ts';
import { breakingUpdate, breakOver } from '../../test/poison.ts';
import { TestRoom } from '../../test/test-room.ts';
import { isAtRest, openPage, TestBrowser } from '../../test/unsaved-pages.ts';

/** An edit under the seed's client id, which nobody may use. */
function refusedUpdate(): Uint8Array {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, seedUpdate('typescript'));
  const before = Y.encodeStateVector(doc);
  doc.clientID = seeds.typescript.clientId;
  const [file] = listFiles(doc);
  if (file) textOf(doc, file.id)?.insert(0, 'foreign');
  return Y.encodeStateAsUpdate(doc, before);
}

afterEach(() => void vi.restoreAllMocks());

describe('RestoreQueue', () => {
  it('W104 W179 withholds edits that the room would refuse until they are dropped, and restores the rest', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    const first = await openPage(room, browser);
    first.peer.stop();
    first.edit('lost');
    first.edit('built on it');
    browser.rows.delete([first.doc.clientID, 0].join());
    first.close();
    const later = await openPage(room, browser);
    later.peer.stop();
    later.edit('newer ');
    later.close();
    for (const visit of [1, 2]) {
      const page = await openPage(room, browser);
      await page.unsaved.restore();
      expect(page.restored).toBe(visit === 1 ? 1 : 0);
      expect(page.read()).toMatch(/^newer /);
      expect(page.peer.state.refusal).toBeUndefined();
      expect(browser.rows.size).toBe(1);
      expect(page.leftover).toEqual({ reasons: ['homeless'], text: 'built on it' });
      if (visit === 2) await page.unsaved.dropLeftover();
      page.close();
    }
    expect(browser.rows.size).toBe(0);
    const third = await openPage(room, browser);
    await third.unsaved.restore();
    expect(third.leftover).toBeUndefined();
    third.peer.destroy();
  });

  it('W179 sets aside what cannot be read, and restores the rest', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    const first = await openPage(room, browser);
    first.peer.stop();
    first.edit('before ');
    first.edit('after ');
    first.close();
    const [, second] = await browser.of(first.doc);
    if (second) browser.rows.set(second.key.join(), { ...second, update: new Uint8Array([255, 255, 255]) });
    browser.rows.set('7,0', { key: [7, 0], update: new Uint8Array() });
    const page = await openPage(room, browser);
    await page.unsaved.restore();
    expect(page.read()).toMatch(/^before /);
    expect(page.leftover).toEqual({ reasons: ['unreadable'], text: '' });
    expect(browser.rows.size).toBe(2);
    await page.unsaved.dropLeftover();
    expect(browser.rows.size).toBe(0);
    page.peer.destroy();
  });

  it('W179 restores what it had set aside once the text that it builds on comes', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    const first = await openPage(room, browser);
    first.peer.stop();
    first.edit('the base ');
    const [base] = await browser.of(first.doc);
    first.edit('built on it ');
    browser.rows.delete(base?.key.join() ?? '');
    first.close();
    const page = await openPage(room, browser);
    await page.unsaved.restore();
    expect(page.leftover?.text).toBe('built on it ');
    const other = await openPage(room, new TestBrowser());
    Y.applyUpdate(other.doc, base?.update ?? new Uint8Array());
    await expect.poll(() => page.read()).toMatch(/^built on it the base /);
    await expect.poll(() => browser.rows.size).toBe(0);
    expect(page.leftover).toBeUndefined();
    for (const { peer } of [page, other]) peer.destroy();
  });

  it('W177 one page’s edits that the room refuses take no other’s along, and are not tried again', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    browser.rows.set('1,0', { key: [1, 0], update: refusedUpdate() });
    const good = await openPage(room, browser);
    good.peer.stop();
    good.edit('an hour of work ');
    good.close();

    const first = await openPage(room, browser);
    void first.unsaved.restore();
    await expect.poll(() => first.peer.state.refusal?.code).toBe(closeCode.foreignClientId);
    await first.unsaved.setAside();
    first.close();
    const second = await openPage(room, browser);
    await second.unsaved.restore();
    expect(second.read()).toMatch(/^an hour of work /);
    expect(second.peer.state.refusal).toBeUndefined();
    expect(second.leftover).toEqual({ reasons: ['refused'], text: 'foreign' });
    await second.unsaved.dropLeftover();
    expect(browser.rows.size).toBe(0);
    second.peer.destroy();
  });

  it('W177 refused edits go when the person gives them up, and no others', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    browser.rows.set('1,0', { key: [1, 0], update: refusedUpdate() });
    const good = await openPage(room, browser);
    good.peer.stop();
    good.edit('an hour of work ');
    good.close();
    const first = await openPage(room, browser);
    void first.unsaved.restore();
    await expect.poll(() => first.peer.state.refusal?.code).toBe(closeCode.foreignClientId);
    await first.unsaved.setAside();
    await first.unsaved.clear();
    first.close();
    expect([...browser.rows.values()].map(({ key }) => key[0])).toEqual([good.doc.clientID]);
  });

  it('W178 leaves an open page’s edits to it, and restores them once it is gone', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    const first = await openPage(room, browser);
    const second = await openPage(room, browser);
    const third = await openPage(room, browser);
    first.peer.stop();
    first.edit('mine ');
    for (const { unsaved } of [second, third]) await unsaved.restore();
    expect([second.restored, second.leftover, browser.rows.size]).toEqual([0, undefined, 1]);
    first.edit('still ');
    first.close();
    await expect.poll(() => browser.rows.size).toBe(0);
    expect(second.restored + third.restored).toBe(1);
    for (const { read } of [second, third]) await expect.poll(read).toMatch(/^still mine /);
    for (const { peer } of [second, third]) peer.destroy();
  });

  it('W178 restores what a page left that had kept nothing while the other opened', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    const first = await openPage(room, browser);
    const second = await openPage(room, browser);
    for (const { unsaved } of [first, second]) await unsaved.restore();
    first.peer.stop();
    first.edit('only here ');
    expect(second.read()).not.toContain('only here');
    first.close();
    await expect.poll(() => browser.rows.size).toBe(0);
    expect([second.restored, second.leftover]).toEqual([1, undefined]);
    expect(second.read()).toMatch(/^only here /);
    second.peer.destroy();
  });

  it('W178 a page that is offline waits to restore another’s edits until it has all that the room has', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    const [other, first, second] = [
      await openPage(room, new TestBrowser()),
      await openPage(room, browser),
      await openPage(room, browser),
    ];
    second.peer.stop();
    other.edit('theirs ');
    await expect.poll(first.read).toMatch(/^theirs /);
    first.peer.stop();
    first.edit('on top of ');
    await second.unsaved.restore();
    first.close();
    await settle();
    expect([second.restored, second.leftover]).toEqual([0, undefined]);
    second.peer.start();
    await second.peer.until(isAtRest, 2_000, 'back');
    await second.unsaved.restore();
    expect([second.restored, second.leftover, browser.rows.size]).toEqual([1, undefined, 0]);
    expect(second.read()).toMatch(/^on top of theirs /);
    for (const { peer } of [other, second]) peer.destroy();
  });

  it('W178 a page that was killed while it restored leaves the rest to the next', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    for (const text of ['one ', 'two ', 'three ']) {
      const page = await openPage(room, browser);
      page.peer.stop();
      page.edit(text);
      page.close();
    }
    const killed = await openPage(room, browser);
    void killed.unsaved.restore();
    await expect.poll(() => browser.rows.size).toBeLessThan(3);
    killed.close();
    // The browser gives up all that a killed page held.
    const again = new TestBrowser();
    for (const [name, row] of browser.rows) again.rows.set(name, row);
    const page = await openPage(room, again);
    await page.unsaved.restore();
    for (const text of ['one ', 'two ', 'three ']) expect(page.read().split(text)).toHaveLength(2);
    expect(again.rows.size).toBe(0);
    page.peer.destroy();
  });

  it('W179 sets aside a page’s edits of which one breaks the document, and applies the rest', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    const first = await openPage(room, browser);
    first.peer.stop();
    for (const word of ['one ', 'two ']) first.edit(word);
    first.close();
    const other = new Y.Doc();
    other.getText('other').insert(0, 'after it ');
    browser.rows.set('7,0', { key: [7, 0], update: breakingUpdate(30) });
    browser.rows.set('7,1', { key: [7, 1], update: Y.encodeStateAsUpdate(other) });
    const page = await openPage(room, browser);
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    breakOver(page.doc);
    await page.unsaved.restore();
    expect(page.read()).toMatch(/^two one /);
    expect(page.doc.getText('other').toJSON()).toBe('after it ');
    page.close();
    const next = await openPage(room, browser);
    await next.unsaved.restore();
    expect(next.leftover).toEqual({ reasons: ['refused'], text: 'after it ' });
    expect(browser.rows.size).toBe(1);
    next.peer.destroy();
  });

  it('W186 goes on when the browser cannot delete what the room has acked', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    for (const text of ['one ', 'two ']) {
      const page = await openPage(room, browser);
      page.peer.stop();
      page.edit(text);
      page.close();
    }
    const page = await openPage(room, browser);
    vi.spyOn(browser, 'delete').mockRejectedValueOnce(new Error('closed by the browser'));
    await page.unsaved.restore();
    for (const text of ['one ', 'two ']) expect(page.read()).toContain(text);
    expect(browser.rows.size).toBe(1);
    page.close();
    const next = await openPage(room, browser);
    await next.unsaved.restore();
    expect([next.restored, browser.rows.size]).toEqual([0, 0]);
    next.peer.destroy();
  });
});
