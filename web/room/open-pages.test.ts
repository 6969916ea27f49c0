import { afterEach, describe, expect, it, vi } from 'vitest';
import { settle } from '../../test/clock.ts';
import { type OpenPages, openPages } from './open-pages.ts';

const opened = new Set<OpenPages>();
let room = 0;
let lastId = 0;

/** Ada's pages of one room, which join one after another. */
function openTabs() {
  const name = `room-${room++}`;
  return async (user = 'ada') => {
    const pages = openPages(name, user);
    opened.add(pages);
    const clientId = ++lastId;
    const onFree = vi.fn<() => void>();
    const [{ status }] = await Promise.allSettled([pages.join(clientId, onFree)]);
    await settle();
    const close = (): void => {
      opened.delete(pages);
      pages.close();
    };
    return { ...pages, clientId, status, onFree, close };
  };
}

afterEach(() => {
  for (const pages of opened) pages.close();
  opened.clear();
  vi.unstubAllGlobals();
});

describe('openPages', () => {
  it('W178 tells each page of the end of every other, whichever was opened first', async () => {
    const open = openTabs();
    const [first, second, third] = [await open(), await open(), await open()];
    second.close();
    for (const { onFree } of [first, third]) await expect.poll(() => onFree.mock.calls.length).toBe(1);
    third.close();
    await expect.poll(() => first.onFree.mock.calls.length).toBe(2);
    expect(second.onFree).not.toHaveBeenCalled();
    expect(first.status).toBe('fulfilled');
  });

  it('W178 tells nobody of the pages of another person', async () => {
    const open = openTabs();
    const [first, theirs, second] = [await open(), await open('bo'), await open()];
    theirs.close();
    second.close();
    await expect.poll(() => first.onFree.mock.calls.length).toBe(1);
    await settle();
    expect(first.onFree).toHaveBeenCalledTimes(1);
  });

  it('W178 lets one page at a time have what a closed one left, and nobody what an open one keeps', async () => {
    const open = openTabs();
    const [dead, first, second] = [await open(), await open(), await open()];
    expect(await first.claim(dead.clientId)).toBeUndefined();
    dead.close();
    for (const { onFree } of [first, second]) await expect.poll(() => onFree.mock.calls.length).toBe(1);
    const release = await first.claim(dead.clientId);
    expect(release).toBeDefined();
    expect(await second.claim(dead.clientId)).toBeUndefined();
    release?.();
    await expect.poll(() => second.onFree.mock.calls.length).toBe(2);
    expect(await second.claim(dead.clientId)).toBeDefined();
  });

  it('W178 hears of a closed page although another that waits for it is suspended', async () => {
    const open = openTabs();
    const [dead, first] = [await open(), await open()];
    const woken = Promise.withResolvers<void>();
    const { held = [] } = await navigator.locks.query();
    const place = held.find(({ name }) => name?.endsWith(` ${dead.clientId}`))?.name ?? '';
    const suspended = navigator.locks.request(place, { mode: 'shared' }, () => woken.promise);
    const second = await open();
    dead.close();
    for (const { onFree } of [first, second]) await expect.poll(() => onFree.mock.calls.length).toBe(1);
    expect(await second.claim(dead.clientId)).toBeDefined();
    woken.resolve();
    await suspended;
  });

  it('W178 tells of a page that was open already where pages cannot speak to each other', async () => {
    vi.stubGlobal('BroadcastChannel', undefined);
    const open = openTabs();
    const [first, second] = [await open(), await open()];
    expect(second.status).toBe('rejected');
    first.close();
    await expect.poll(() => second.onFree.mock.calls.length).toBe(1);
  });

  it('W178 where there are no locks, tells of pages that close, and lets everyone have everything', async () => {
    vi.stubGlobal('navigator', {});
    vi.stubGlobal('window', new EventTarget());
    const open = openTabs();
    const [first, second] = [await open(), await open()];
    expect(await second.claim(first.clientId)).toBeDefined();
    first.close();
    await expect.poll(() => second.onFree.mock.calls.length).toBe(1);
  });
});
