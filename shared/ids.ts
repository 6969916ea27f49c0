import type { Sample } from './samples.ts';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `length` characters of 5 random bits each. */
function randomBase32(length: number): string {
  let out = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(length))) out += crockford[byte & 31];
  return out;
}

/** A ULID: 10 characters of time (ms), 16 random ones; sorts by creation time. */
export function newUlid(nowMs: number = Date.now()): string {
  let time = '';
  for (let rest = nowMs, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) {
    time = crockford[rest % 32] + time;
  }
  return time + randomBase32(16);
}

/**
 * 130 random bits, so that room ids cannot be guessed, and a suffix for what the room begins with ({@link sampleOf});
 * the default has none.
 */
export const newRoomId = (sample: Sample = 'typescript'): string =>
  randomBase32(26).toLowerCase() + (sample === 'typescript' ? '' : `-${sample}`);

const roomIdPattern = /^[0-9a-hjkmnp-tv-z]{26}(?:-(?:kata|worker|empty))?$/;
export const isRoomId = (id: string): boolean => roomIdPattern.test(id);

/** The largest Yjs client id: Yjs picks 32 random bits. */
export const maxClientId = 0xffff_ffff;

/** A Yjs client id: 32 random bits, never 0. */
export function newClientId(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] || 1;
}

/**
 * A Yjs client id among the highest, of which `isTaken` tells those that the room knows. Yjs orders what is inserted at
 * one place at the same time by client id, lowest first: under such an id it comes behind what a person types there,
 * whose word stays whole. One page in a thousand has an id in this range.
 */
export function newHighClientId(isTaken: (id: number) => boolean): number {
  for (;;) {
    const id = maxClientId - (newClientId() % highClientIds);
    if (!isTaken(id)) return id;
  }
}

const highClientIds = 2 ** 22;
