/** How far this device's clock is ahead of the server's: it may be wrong by any time. */
let aheadMs = 0;

/** The server has told what time it is there. */
export function setServerTime(nowMs: number): void {
  aheadMs = Date.now() - nowMs;
}

/** ms since the epoch, by the server's clock: what it says of times is to be compared with this. */
export const serverNow = (): number => Date.now() - aheadMs;
