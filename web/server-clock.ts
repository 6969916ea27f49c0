/** More than two clocks of one device drift apart between two sessions, in milliseconds. */
const jumpMs = 5_000;

/**
 * The server's time when we last heard it, and what this device's clocks said then. The wall clock may be wrong by any
 * amount, and is set while the page is open; the steady one is not, but may stand still while the device sleeps.
 */
let heard = { serverMs: Date.now(), wallMs: Date.now(), steadyMs: performance.now() };

/** @param nowMs the server's current time, in ms since the epoch */
export function setServerTime(nowMs: number): void {
  heard = { serverMs: nowMs, wallMs: Date.now(), steadyMs: performance.now() };
}

/** The server's current time, in ms since the epoch. Compare the server's timestamps with this. */
export const serverNow = (): number => heard.serverMs + performance.now() - heard.steadyMs;

/** Whether this device's clock was set, or the device has slept, since we last heard the server's time. */
export const hasClockJumped = (): boolean =>
  Math.abs(Date.now() - heard.wallMs - (performance.now() - heard.steadyMs)) > jumpMs;
