/**
 * Makes this thread a device of its own: with a clock that may be wrong, and a tab that may be hidden. Import it before
 * anything that keeps a reference to `Date.now` or to timers.
 */
const hiddenTimerMs = 60_000;
/** Chromium's. Node's own WebSocket waits for ever for the other side's part of the closing handshake. */
const closingTimeoutMs = 2_000;

const RealDate = Date;
const timers = { setTimeout, clearTimeout, setInterval, clearInterval };

let offsetMs = 0;
let isHidden = false;
/** Callbacks of timers that became due while the tab was hidden. */
const held = new Map<unknown, () => void>();

class DeviceDate extends RealDate {
  constructor(...args: unknown[]) {
    super(...((args.length > 0 ? args : [DeviceDate.now()]) as [number]));
  }
  static override now(): number {
    return RealDate.now() + offsetMs;
  }
}

class DeviceSocket extends WebSocket {
  #isOver = false;

  constructor(...args: ConstructorParameters<typeof WebSocket>) {
    super(...args);
    // The first listeners: what still comes over a socket that was given up reaches no other.
    for (const type of ['message', 'close'])
      this.addEventListener(type, (event) => this.#isOver && event.stopImmediatePropagation());
  }

  override close(code?: number, reason?: string): void {
    super.close(code, reason);
    timers.setTimeout(() => {
      if (this.readyState === WebSocket.CLOSED || this.#isOver) return;
      this.dispatchEvent(new CloseEvent('close', { code: 1006 }));
      this.#isOver = true;
    }, closingTimeoutMs);
  }
}

type Callback = (...args: unknown[]) => void;

function throttled(real: (callback: () => void, ms?: number) => NodeJS.Timeout) {
  return (callback: Callback, ms?: number, ...args: unknown[]): NodeJS.Timeout => {
    const timer: NodeJS.Timeout = real(() => {
      const call = (): void => callback(...args);
      if (isHidden) held.set(timer, call);
      else call();
    }, ms);
    return timer;
  };
}

const cancelling = (real: (timer?: NodeJS.Timeout) => void) => (timer?: NodeJS.Timeout) => {
  held.delete(timer);
  real(timer);
};

Object.assign(globalThis, {
  Date: DeviceDate,
  WebSocket: DeviceSocket,
  setTimeout: throttled(timers.setTimeout),
  setInterval: throttled(timers.setInterval),
  clearTimeout: cancelling(timers.clearTimeout),
  clearInterval: cancelling(timers.clearInterval),
});

function release(): void {
  for (const [timer, call] of held) {
    held.delete(timer);
    call();
  }
}

timers.setInterval(release, hiddenTimerMs).unref();

export const device = {
  setClock(ms: number): void {
    offsetMs = ms;
  },
  /** While hidden, timers fire once a minute, as in a browser. */
  hide(hidden: boolean): void {
    isHidden = hidden;
    if (!hidden) release();
  },
};
