import { describe, expect, it } from 'vitest';
import { type RecentRoom, withVisit } from './recent.ts';

const visit = (room: string, change: Partial<RecentRoom> = {}): RecentRoom => ({
  room,
  key: 'k',
  title: room,
  role: 'editor',
  at: 1,
  ...change,
});

describe('the recent rooms', () => {
  it('list each room once, the last visit first', () => {
    const rooms = [visit('a'), visit('b'), visit('c')];
    expect(withVisit(rooms, visit('b', { at: 2 })).map((entry) => entry.room)).toEqual(['b', 'a', 'c']);
  });

  it('keep the key that allows more', () => {
    const owner = visit('a', { key: 'owner', role: 'owner', title: 'Old' });
    const [top] = withVisit([owner], visit('a', { key: 'view', role: 'viewer', title: 'New' }));
    expect(top).toMatchObject({ key: 'owner', role: 'owner', title: 'New' });
    const [raised] = withVisit([visit('a', { key: 'view', role: 'viewer' })], owner);
    expect(raised).toMatchObject({ key: 'owner', role: 'owner' });
  });

  it('W120 drop a key that allowed more once it is revoked', () => {
    const owner = visit('a', { key: 'owner', role: 'owner' });
    const [top] = withVisit([owner], visit('a', { key: '2.edit', role: 'editor' }));
    expect(top).toMatchObject({ key: '2.edit', role: 'editor' });
    const [still] = withVisit([{ ...owner, key: '10.owner' }], visit('a', { key: '9.edit' }));
    expect(still).toMatchObject({ key: '10.owner', role: 'owner' });
  });

  it('keep twelve rooms', () => {
    const rooms = Array.from({ length: 12 }, (_, i) => visit(`r${i}`));
    expect(withVisit(rooms, visit('new'))).toHaveLength(12);
  });
});
