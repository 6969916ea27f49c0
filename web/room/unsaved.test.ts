import { describe, expect, it } from 'vitest';
import { createFile, fileIdAt } from '../../shared/doc.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { controlFrame } from '../../shared/protocol/frames.ts';
import { settle } from '../../test/clock.ts';
import { TestRoom, userNamed } from '../../test/test-room.ts';
import { isAtRest, openPage, TestBrowser } from '../../test/unsaved-pages.ts';

describe('Unsaved', () => {
  it('W9 keeps each edit until the room has acknowledged it', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    const { peer, edit } = await openPage(room, browser);
    edit('one');
    edit('two');
    expect(browser.rows.size).toBe(2);
    await peer.until(isAtRest, 2_000, 'saved');
    await expect.poll(() => browser.rows.size).toBe(0);
    peer.destroy();
  });

  it('W10 restores what a closed tab left, in a form the room accepts', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    const first = await openPage(room, browser);
    first.edit('acked ');
    await first.peer.until(isAtRest, 2_000, 'saved');
    first.peer.stop();
    first.edit('lost? ');
    createFile(first.doc, 'new.ts', 'made offline');
    first.close();

    const second = await openPage(room, browser);
    second.edit('other ');
    await second.unsaved.restore();
    expect(second.restoredText).toContain('=== new.ts ===\nmade offline');
    await second.peer.until(isAtRest, 2_000, 'saved');
    await settle();
    expect(second.restored).toBe(1);
    await expect.poll(() => browser.rows.size).toBe(0);
    expect(second.unsaved.text()).toBe('');

    const third = await openPage(room, browser);
    for (const text of ['acked ', 'lost? ', 'other ']) expect(third.read()).toContain(text);
    expect(fileIdAt(third.doc, 'new.ts')).toBeDefined();
    expect(third.peer.state.refusal).toBeUndefined();
    for (const { peer } of [second, third]) peer.destroy();
  });

  it('W10 changes nothing when it restores what a tab killed after the ack left', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    const first = await openPage(room, browser);
    first.edit('once ');
    const rows = await browser.of(first.doc);
    await first.peer.until(isAtRest, 2_000, 'saved');
    first.close();
    for (const row of rows) await browser.put(row);
    const second = await openPage(room, browser);
    await second.unsaved.restore();
    expect([second.restored, browser.rows.size]).toEqual([0, 0]);
    expect(second.read().split('once ')).toHaveLength(2);
    second.peer.destroy();
  });

  it('W178 deletes what a page left that died between the ack and the deletion', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    const first = await openPage(room, browser);
    const second = await openPage(room, browser);
    first.edit('once ');
    const rows = await browser.of(first.doc);
    await first.peer.until(isAtRest, 2_000, 'saved');
    await expect.poll(second.read).toMatch(/^once /);
    for (const row of rows) await browser.put(row);
    first.close();
    await expect.poll(() => browser.rows.size).toBe(0);
    expect([second.restored, second.read().split('once ').length]).toEqual([0, 2]);
    second.peer.destroy();
  });

  it('W124 restores nothing written before a purge, and offers it as text', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    const first = await openPage(room, browser);
    first.peer.stop();
    first.edit('the secret again ');
    const service = await room.raw(await room.serviceToken());
    const order = { type: 'purge', clientId: 4711, user: userNamed('olga'), text: 'the secret' } as const;
    await service.send(controlFrame(order));
    await expect.poll(() => service.closed?.code).toBe(closeCode.purged);
    first.peer.start();
    await expect.poll(() => first.peer.state.refusal?.code).toBe(closeCode.purged);
    first.close();
    const second = await openPage(room, browser);
    await second.unsaved.restore();
    expect(second.restored).toBe(0);
    expect(second.read()).not.toContain('secret');
    expect(second.leftover).toEqual({ reasons: ['homeless'], text: 'the secret again ' });
    second.peer.stop();
    second.edit('since then ');
    second.close();
    const third = await openPage(room, browser);
    await third.unsaved.restore();
    expect(third.restored).toBe(1);
    expect(third.read()).toContain('since then ');
    await third.unsaved.dropLeftover();
    expect(third.leftover).toBeUndefined();
    for (const { peer } of [first, second, third]) peer.destroy();
  });
});
