import { TandemError } from './errors.ts';
import { roomLimits } from './limits.ts';

/** A UTF-16 unit takes at most three bytes of UTF-8, so most texts need no encoding to tell. */
export const isTooLarge = (text: string): boolean =>
  text.length * 3 > roomLimits.maxFileBytes &&
  new TextEncoder().encode(text).length > roomLimits.maxFileBytes;

export const tooLargeMessage = `A file can be at most ${roomLimits.maxFileBytes / 1024} KiB.`;

/** @throws TandemError `too_large` */
export function assertFileSize(text: string): void {
  if (isTooLarge(text)) throw new TandemError('too_large', tooLargeMessage);
}
