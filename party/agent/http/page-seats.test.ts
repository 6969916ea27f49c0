import { expect, it } from 'vitest';
import { roomLimits, roomRates } from '../../../shared/limits.ts';
import type { Role } from '../../../shared/roles.ts';
import type { VerifiedCaller } from './authenticate.ts';
import { seatFor } from './page-seats.ts';

const caller = (id: string, role: Role = 'editor', expiresAt = 0): VerifiedCaller => ({
  user: { id, name: 'Ann', color: 1, kind: 'human' },
  role,
  epoch: 1,
  expiresAt,
  address: 'somewhere',
});
const pages = (count: number, role: Role = 'editor'): { state: VerifiedCaller }[] =>
  Array.from({ length: count }, (_, i) => ({ state: caller(`${role} ${i}`, role) }));

it('H26 lets as many pages watch the agent as the room has seats for people', () => {
  const { maxSockets, maxViewerSockets } = roomLimits;
  expect(seatFor(caller('ann'), pages(maxSockets - 1))).toEqual({ leaves: undefined });
  expect(seatFor(caller('ann'), pages(maxSockets))).toBe('full');
  const viewers = pages(maxViewerSockets, 'viewer');
  expect(seatFor(caller('vic', 'viewer'), viewers)).toBe('full');
  expect(seatFor(caller('ann'), viewers)).toEqual({ leaves: undefined });
});

it('H26 closes the page of that person whose session was renewed longest ago', () => {
  const own = Array.from({ length: roomRates.maxUserSockets }, (_, i) => ({
    state: caller('ann', 'editor', (i * 7) % roomRates.maxUserSockets),
  }));
  expect(seatFor(caller('ann'), [...pages(3), ...own.slice(1)])).toEqual({ leaves: undefined });
  expect(seatFor(caller('ann'), [...pages(3), ...own])).toEqual({ leaves: own[0] });
});
