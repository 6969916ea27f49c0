/**
 * The runtime side of the guard, called by a program's loops and functions. A program that computes without a pause
 * blocks the whole process, so that no stop from outside gets through; therefore its own loops check the clock.
 *
 * Once tripped, it throws on every call from then on: a `catch` or `finally` in the program gains nothing.
 * A program can find this module's random name; hence {@link arm} works only once, and nothing else can be changed.
 */

// The program may replace the globals, so these are taken before it loads.
const clock = Date.now;
const timer = globalThis.setTimeout;
const GuardError = Error;

/** Calls between two checks of the clock. */
const stride = 4_096;

/** Near a stack overflow a check can fail. After this many calls in a row without a successful one, the guard trips. */
const maxOverdue = 250_000;

let calls = 0;
let nextCheck = stride;
/** When the current stretch without a pause began; 0 between stretches. */
let stretchStart = 0;
let limits = { maxSyncMs: Infinity };
let armed = false;
let tripped = false;
// Created early: near a stack overflow, creating an error would fail.
let verdict = new GuardError('The program computed for too long without a pause.');

export interface GuardLimits {
  maxSyncMs: number;
}

/** Sets the limits, once. Returns a function that yields the error if the guard has tripped. */
export function arm(given: GuardLimits): () => Error | undefined {
  if (armed) throw new GuardError('The guard is armed already.');
  armed = true;
  limits = given;
  return () => (tripped ? verdict : undefined);
}

/** Called in every loop iteration and function of the program. */
export function tick(): void {
  if (++calls < nextCheck) return;
  if (calls - nextCheck > maxOverdue) {
    // No call from here on: there may be no stack left for one.
    tripped = true;
    nextCheck = -Infinity;
    throw verdict;
  }
  check();
}

function check(): void {
  // Near a stack overflow either of these throws; `nextCheck` is unchanged then, so the next call checks again.
  const now = clock();
  if (stretchStart === 0) {
    // Runs at the next pause, which ends the stretch.
    timer(() => {
      stretchStart = 0;
    }, 0);
    stretchStart = now;
  }
  if (now - stretchStart <= limits.maxSyncMs) {
    nextCheck = calls + stride;
    return;
  }
  // Before anything else, which may fail for lack of stack.
  tripped = true;
  nextCheck = -Infinity;
  verdict = new GuardError(
    `The program computed for ${limits.maxSyncMs / 1000} s without a pause. Is there a loop that never ends?`,
  );
  throw verdict;
}
