import { Elapsed } from '../elapsed.ts';
import { reconnectLimits, wireLimits } from '../limits.ts';
import { after, every } from '../timers.ts';
import { closeAction } from './close.ts';

/** A WebSocket of any platform; a {@link Peer}'s is already set to `binaryType: 'arraybuffer'`. */
export type PeerSocket = Pick<
  WebSocket,
  'send' | 'close' | 'readyState' | 'addEventListener' | 'removeEventListener'
>;

export interface ReconnectingSocketOptions {
  connect: () => Promise<PeerSocket>;
  renewToken?: (() => Promise<unknown>) | undefined;
  onConnecting: () => void;
  onOpen: () => void;
  /** Called with each message. If it throws, the socket is replaced. */
  onMessage: (data: unknown) => void;
  /** Called every `keepAliveMs` while the socket is open, to send what keeps it so. */
  onKeepAlive: () => void;
  keepAliveMs: number;
  /** A socket over which nothing came for this long is replaced. */
  silentMs: number;
  /**
   * The socket is gone. Another attempt follows, unless {@link ReconnectingSocketOptions.onRefused} does. `reason`: the
   * server's, as a sentence, when it has sent us away for now.
   */
  onDown: (reason?: string) => void;
  /** The room has no seat left; the next attempt comes much later. */
  onFull?: () => void;
  /** The server refused us for good: no further attempt. */
  onRefused: (refusal: { action: 'stop' | 'reload'; code: number; message: string }) => void;
}

const open: WebSocket['readyState'] = 1;

/** The shortest pause before the next attempt. */
const minDelayMs = {
  retry: 0,
  later: 0,
  renew: 0,
  wait: wireLimits.floodCooldownMs,
  full: reconnectLimits.fullDelayMs,
} as const;

/**
 * Keeps one socket to the server open: connects, notices silence, reconnects with exponential backoff and jitter.
 *
 * Invariants: at most one socket is current; events of any other are ignored. Every `onConnecting` is followed by
 * exactly one `onDown` before the next, unless the attempt was superseded before it had a socket.
 */
export class ReconnectingSocket {
  readonly #options: ReconnectingSocketOptions;
  #socket: PeerSocket | undefined;
  #started = false;
  /** Number of the latest attempt: an older one still in progress gives way. */
  #attempt = 0;
  #failures = 0;
  #cancelRetry: (() => void) | undefined;
  #cancelOpening: (() => void) | undefined;
  #cancelKeepAlive: (() => void) | undefined;
  #cancelSilenceCheck: (() => void) | undefined;
  readonly #sinceMessage = new Elapsed();

  constructor(options: ReconnectingSocketOptions) {
    this.#options = options;
  }

  get started(): boolean {
    return this.#started;
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#failures = 0;
    void this.#connect();
  }

  stop(): void {
    this.#started = false;
    this.#attempt++;
    this.#cancelRetry?.();
    this.#drop('leaving');
  }

  /** Drops the socket, if any, and opens another at once. */
  reconnect(): void {
    if (!this.#started) return;
    this.#drop('reconnecting');
    this.#failures = 0;
    void this.#connect();
  }

  /** The connection works, as does one that has held for `keepAliveMs`: resets the backoff. */
  confirm(): void {
    this.#failures = 0;
  }

  /** @returns false when there is no open socket. */
  send(message: Uint8Array | string): boolean {
    if (this.#socket?.readyState !== open) return false;
    this.#socket.send(message as Uint8Array<ArrayBuffer> | string);
    return true;
  }

  async #connect(): Promise<void> {
    this.#cancelRetry?.();
    const attempt = ++this.#attempt;
    this.#options.onConnecting();
    this.#cancelOpening?.();
    this.#cancelOpening = after(reconnectLimits.openTimeoutMs, () => this.#giveUp());
    let socket: PeerSocket;
    try {
      socket = await this.#options.connect();
    } catch {
      // No token or no server: to the user both are just Offline.
      if (attempt === this.#attempt) this.#giveUp();
      return;
    }
    if (attempt !== this.#attempt) {
      socket.close(1000, 'not needed');
      return;
    }
    this.#socket = socket;
    socket.addEventListener('message', (event) => {
      if (socket === this.#socket) this.#receive(event.data);
    });
    // No `error` listener: an error is always followed by a close.
    socket.addEventListener('close', (event) => {
      if (socket === this.#socket) this.#closed(event.code, event.reason);
    });
    if (socket.readyState === open) this.#opened();
    else socket.addEventListener('open', () => socket === this.#socket && this.#opened());
  }

  /** The attempt failed or timed out: schedules another. */
  #giveUp(): void {
    // A socket that arrives later is closed as superseded.
    this.#attempt++;
    if (!this.#drop('not opened in time')) this.#options.onDown();
    this.#retry(0);
  }

  #opened(): void {
    this.#cancelOpening?.();
    this.#sinceMessage.restart();
    const { keepAliveMs, silentMs } = this.#options;
    this.#cancelKeepAlive = every(keepAliveMs, () => {
      this.confirm();
      this.#options.onKeepAlive();
    });
    this.#cancelSilenceCheck = every(reconnectLimits.silenceCheckMs, () => {
      if (this.#sinceMessage.ms > silentMs) this.reconnect();
    });
    this.#options.onOpen();
  }

  #closed(code: number, reason: string): void {
    const action = closeAction(code);
    this.#drop('', action === 'later' || action === 'wait' ? reason || undefined : undefined);
    if (action === 'stop' || action === 'reload') {
      this.#started = false;
      this.#options.onRefused({ action, code, message: reason });
      return;
    }
    if (action === 'full') this.#options.onFull?.();
    const { renewToken } = this.#options;
    if (action !== 'renew' || !renewToken) {
      const { laterMaxDelayMs, maxDelayMs } = reconnectLimits;
      this.#retry(minDelayMs[action], action === 'later' ? laterMaxDelayMs : maxDelayMs);
      return;
    }
    const attempt = this.#attempt;
    const retry = (): void => {
      if (attempt === this.#attempt) this.#retry(0);
    };
    renewToken().then(retry, retry);
  }

  /** Backs off with jitter: peers that lost a room together must not all come back together. */
  #retry(atLeastMs: number, atMostMs: number = reconnectLimits.maxDelayMs): void {
    const ceiling = Math.min(atMostMs, reconnectLimits.baseDelayMs * 2 ** this.#failures++);
    const delay = atLeastMs + ceiling * (0.25 + 0.75 * Math.random());
    this.#cancelRetry?.();
    this.#cancelRetry = after(delay, () => void this.#connect());
  }

  /** @param theirs the server's reason, if it closed the socket. @returns whether there was a socket */
  #drop(reason: string, theirs?: string): boolean {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#cancelOpening?.();
    this.#cancelKeepAlive?.();
    this.#cancelSilenceCheck?.();
    if (!socket) return false;
    socket.close(1000, reason);
    this.#options.onDown(theirs);
    return true;
  }

  #receive(data: unknown): void {
    this.#sinceMessage.restart();
    try {
      this.#options.onMessage(data);
    } catch (error) {
      // Skipping an unreadable message would leave this side behind: reconnect and begin anew.
      console.error('tandem: a message from the server could not be read', error);
      this.#closed(1006, '');
    }
  }
}
