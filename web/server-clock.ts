/** How far this device's clock is ahead of the server's. A device's clock may be wrong by any amount. */
let aheadMs = 0;

/** @param nowMs the server's current time, in ms since the epoch */
export function setServerTime(nowMs: number): void {
  aheadMs = Date.now() - nowMs;
}

/** The server's current time, in ms since the epoch. Compare the server's timestamps with this. */
export const serverNow = (): number => Date.now() - aheadMs;
