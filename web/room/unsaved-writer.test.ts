import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { pageLimits } from '../../shared/limits.ts';
import { mergeAll } from '../../shared/merge-updates.ts';
import { fullDisk, TestBrowser } from '../../test/unsaved-pages.ts';
import { type KeepTrouble, UnsavedWriter } from './unsaved-writer.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function write() {
  const browser = new TestBrowser();
  const doc = new Y.Doc();
  const troubles: (KeepTrouble | undefined)[] = [];
  const writer = new UnsavedWriter(browser, doc.clientID, (trouble) => troubles.push(trouble));
  doc.on('update', (update: Uint8Array) => writer.write(update, undefined));
  const edit = (text: string): void => doc.getText('t').insert(doc.getText('t').length, text);
  /** What a page that is opened now would restore. */
  const stored = async (): Promise<string> => {
    const rows = await browser.of(doc);
    const copy = new Y.Doc();
    if (rows.length > 0) Y.applyUpdate(copy, mergeAll(rows.map(({ update }) => update)));
    return copy.getText('t').toJSON();
  };
  return { browser, writer, troubles, edit, stored };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('UnsavedWriter', () => {
  it('W180 merges the edits of hours into few rows', async () => {
    const { browser, edit, stored } = write();
    const text = Array.from({ length: 10 * pageLimits.unsavedRows }, (_, i) => `${i} `);
    for (const word of text) {
      edit(word);
      await pass(0);
      expect(browser.rows.size).toBeLessThan(pageLimits.unsavedRows + 10);
    }
    expect(browser.rows.size).toBe(10);
    expect(await stored()).toBe(text.join(''));
  });

  it('W180 deletes merged edits that were acknowledged meanwhile', async () => {
    const { browser, writer, edit, stored } = write();
    for (let i = 0; i < pageLimits.unsavedRows; i++) edit('x');
    await writer.clear();
    await pass(pageLimits.storeRetryMs);
    expect(browser.rows.size).toBe(0);
    edit('later');
    await pass(0);
    expect(browser.rows.size).toBe(1);
    expect(await stored()).toBe('');
  });

  it('W9 deletes what was acknowledged, and nothing newer, some acks at once', async () => {
    const { browser, writer, edit, stored } = write();
    const before = browser.deletions;
    for (const key of 'abc') {
      edit(key);
      writer.onAcked();
      await pass(1);
    }
    edit('d');
    expect(browser.deletions).toBe(before);
    await pass(pageLimits.deleteAckedMs);
    expect(browser.deletions).toBe(before + 1);
    expect([browser.rows.size, await stored()]).toEqual([1, '']);
  });

  it('W9 deletes what was acknowledged when its page is closed', async () => {
    const { browser, writer, edit } = write();
    edit('a');
    writer.onAcked();
    edit('b');
    writer.stop();
    await pass(0);
    expect([...browser.rows.values()].map(({ key }) => key[1])).toEqual([1]);
  });

  it.each([
    ['full', fullDisk],
    ['blocked', new Error('no IndexedDB here')],
  ] as const)(
    'W11 W181 a store that is %s is reported, loses nothing, and is used again when it works',
    async (trouble, failure) => {
      const { browser, troubles, edit, stored } = write();
      edit('before ');
      await pass(0);
      browser.failure = failure;
      edit('during ');
      await pass(1);
      edit('the trouble ');
      await pass(3 * pageLimits.storeRetryMs);
      expect(await stored()).toBe('before ');
      expect(troubles[0]).toBeUndefined();
      expect(new Set(troubles.slice(1))).toEqual(new Set([trouble]));
      expect(browser.writes).toBeLessThan(8);

      browser.failure = undefined;
      await pass(pageLimits.storeRetryMs);
      expect(await stored()).toBe('before during the trouble ');
      expect(troubles.at(-1)).toBeUndefined();
      edit('after');
      await pass(0);
      expect(await stored()).toBe('before during the trouble after');
    },
  );

  it('W181 one write that fails between others leaves no gap, and is not reported', async () => {
    const { browser, troubles, edit, stored } = write();
    edit('one ');
    browser.failure = new Error('once');
    edit('two ');
    browser.failure = undefined;
    edit('three ');
    await pass(1);
    edit('four');
    await pass(1);
    expect(await stored()).toBe('one two three four');
    expect(new Set(troubles)).toEqual(new Set([undefined]));
  });

  it('W182 stores everything again after the browser’s storage was cleared', async () => {
    const { browser, edit, stored } = write();
    edit('one ');
    await pass(0);
    browser.rows.clear();
    // As a database does that the browser has closed.
    browser.failure = new Error('closed');
    edit('two ');
    browser.failure = undefined;
    await pass(1);
    expect(await stored()).toBe('one two ');
  });

  it('W11 stops trying once everything is acknowledged', async () => {
    const { browser, writer, edit } = write();
    browser.failure = fullDisk;
    edit('x');
    await pass(1);
    await writer.clear();
    const { writes } = browser;
    await pass(10 * pageLimits.storeRetryMs);
    expect(browser.writes).toBe(writes);
  });
});
