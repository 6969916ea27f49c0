import { afterEach, describe, expect, it, vi } from 'vitest';
import { pageLimits } from '../../shared/limits.ts';
import { settle } from '../../test/clock.ts';
import { TestRoom } from '../../test/test-room.ts';
import { isAtRest, openPage, TestBrowser } from '../../test/unsaved-pages.ts';

afterEach(() => void vi.useRealTimers());

describe('RestoreQueue, with the edits of hours,', () => {
  it('W180 restores them in pieces, and deletes none before all are saved', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    const first = await openPage(room, browser);
    first.peer.stop();
    const words = Array.from({ length: 3_000 }, (_, i) => `${i} ${'x'.repeat(200)} `);
    for (const word of words) first.edit(word);
    first.close();
    const stored = await browser.of(first.doc);
    const bytes = stored.reduce((sum, { update }) => sum + update.byteLength, 0);
    expect(bytes).toBeGreaterThan(pageLimits.restoredBytes);
    const page = await openPage(room, browser);
    const left: number[] = [];
    page.doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin !== page.peer) left.push(browser.rows.size);
    });
    await page.unsaved.restore();
    expect(left.length).toBeGreaterThan(1);
    expect(new Set(left)).toEqual(new Set([stored.length]));
    expect(page.read()).toContain(words.toReversed().join(''));
    expect([page.restored, browser.rows.size]).toEqual([1, 0]);
    page.peer.destroy();
  });

  it('W180 restores a thousand keystrokes as one change', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    const first = await openPage(room, browser);
    first.peer.stop();
    for (let n = 0; n < 1_000; n++) first.edit('x');
    first.close();
    expect((await browser.of(first.doc)).length).toBeGreaterThan(100);
    const page = await openPage(room, browser);
    const events: unknown[] = [];
    page.doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin !== page.peer) events.push(origin);
    });
    await page.unsaved.restore();
    expect([events.length, page.read().startsWith('x'.repeat(1_000))]).toEqual([1, true]);
    page.peer.destroy();
  });

  it('W186 does not wait for an ack that has come already, when its last piece is no news', async () => {
    const [room, browser] = [new TestRoom(), new TestBrowser()];
    const [other, first] = [await openPage(room, new TestBrowser()), await openPage(room, browser)];
    first.edit('both delete this ');
    await first.peer.until(isAtRest, 2_000, 'saved');
    await expect.poll(other.read).toMatch(/^both/);
    first.peer.stop();
    first.edit('x'.repeat(pageLimits.restoredBytes));
    first.erase('both delete this ');
    first.close();
    other.erase('both delete this ');
    await other.peer.until(isAtRest, 2_000, 'deleted');

    const page = await openPage(room, browser);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const pieces: unknown[] = [];
    page.doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin !== page.peer) pieces.push(origin);
    });
    const restored = page.unsaved.restore();
    // The room acks the first piece before the second is applied.
    await settle();
    vi.advanceTimersByTime(0);
    await settle();
    expect([pieces.length, page.peer.state.unsaved, browser.rows.size]).toEqual([1, false, 2]);
    vi.advanceTimersByTime(0);
    await restored;
    expect([pieces.length, page.restored, browser.rows.size]).toEqual([1, 1, 0]);
    for (const { peer } of [other, page]) peer.destroy();
  });
});
