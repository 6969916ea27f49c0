/**
 * What the guard's calls in a program's loops and functions reach, inside the isolate. Computing without a
 * pause holds the whole process, and no stop from outside gets through; so the program's own loops look at the clock.
 *
 * Once tripped it throws at every call, for good: a `catch` or `finally` in the program gains nothing.
 * User code can find this module's random name, hence {@link arm} works once and nothing else is exported.
 */

// The program may replace the globals, so these are taken before it loads.
const clock = Date.now;
const timer = globalThis.setTimeout;
const GuardError = Error;

/** Calls between two looks at the clock. */
const stride = 4_096;

/** A look that is due fails at the end of the stack. After so many calls in a row without one, that is the verdict. */
const maxOverdue = 250_000;

let calls = 0;
let nextLook = stride;
/** When the present stretch without a pause began; 0 between stretches. */
let stretchStart = 0;
let limits = { maxSyncMs: Infinity };
let armed = false;
let tripped = false;
// Made early: making an error at the end of the stack fails.
let verdict = new GuardError('The program computed for too long without a pause.');

export interface GuardLimits {
  maxSyncMs: number;
}

/** Sets the limits, once, and returns how to ask whether they were passed. */
export function arm(given: GuardLimits): () => Error | undefined {
  if (armed) throw new GuardError('The guard is armed already.');
  armed = true;
  limits = given;
  return () => (tripped ? verdict : undefined);
}

/** Called by every loop turn and function of the program. */
export function tick(): void {
  if (++calls < nextLook) return;
  if (calls - nextLook > maxOverdue) {
    // No call from here on: there may be no stack left for one.
    tripped = true;
    nextLook = -Infinity;
    throw verdict;
  }
  look();
}

function look(): void {
  // Near the end of the stack either of these throws; `nextLook` is unchanged then, so the next call looks again.
  const now = clock();
  if (stretchStart === 0) {
    // Runs at the next pause, which ends the stretch.
    timer(() => {
      stretchStart = 0;
    }, 0);
    stretchStart = now;
  }
  if (now - stretchStart <= limits.maxSyncMs) {
    nextLook = calls + stride;
    return;
  }
  // First of all: whatever follows may fail for want of stack.
  tripped = true;
  nextLook = -Infinity;
  verdict = new GuardError(
    `The program computed for ${limits.maxSyncMs / 1000} s without a pause. Is there a loop that never ends?`,
  );
  throw verdict;
}
