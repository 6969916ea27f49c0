import { TandemError } from './errors.ts';
import { roomLimits } from './limits.ts';

/** A unit of UTF-16 is at most three bytes of UTF-8: of most texts nothing is counted. */
export const isTooLarge = (text: string): boolean =>
  text.length * 3 > roomLimits.maxFileBytes &&
  new TextEncoder().encode(text).length > roomLimits.maxFileBytes;

export const tooLargeMessage = `A file can be at most ${roomLimits.maxFileBytes / 1024} KiB.`;

/** @throws TandemError `too_large` */
export function assertFileSize(text: string): void {
  if (isTooLarge(text)) throw new TandemError('too_large', tooLargeMessage);
}
