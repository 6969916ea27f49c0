import { reconnectLimits } from '../../shared/limits.ts';
import { closeAction } from '../../shared/protocol/close.ts';

export type Connection = 'connecting' | 'open' | 'closed';

export interface SocketOptions {
  /** Called for each attempt, because the token in the URL expires. */
  url: () => Promise<string>;
  onOpen: () => void;
  onMessage: (data: unknown) => void;
  onConnection: (connection: Connection) => void;
}

export interface Socket {
  /** @returns false when there is no connection now */
  send(frame: object): boolean;
  close(): void;
}

/** A WebSocket that reconnects with exponential backoff and jitter, and at once when the network returns. */
export function openSocket(options: SocketOptions): Socket {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let opening: ReturnType<typeof setTimeout> | undefined;
  /** Counts attempts, so that late results of an abandoned one are ignored. */
  let attempt = 0;
  let failures = 0;
  let ended = false;

  const retry = (delayMs?: number): void => {
    if (ended) return;
    options.onConnection('connecting');
    const delay = Math.min(reconnectLimits.maxDelayMs, reconnectLimits.baseDelayMs * 2 ** failures);
    failures++;
    timer = setTimeout(connect, (delayMs ?? delay) * (0.5 + Math.random() / 2));
  };

  /** Abandons an attempt that failed, for example because no token came while offline, or that timed out. */
  const giveUp = (own: number): void => {
    if (own !== attempt) return;
    attempt++;
    clearTimeout(opening);
    const unopened = socket;
    socket = undefined;
    unopened?.close();
    retry();
  };

  const connect = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const own = ++attempt;
    clearTimeout(opening);
    opening = setTimeout(() => giveUp(own), reconnectLimits.openTimeoutMs);
    options.url().then(
      (url) => {
        if (!ended && own === attempt) listen(new WebSocket(url));
      },
      () => giveUp(own),
    );
  };

  const listen = (opened: WebSocket): void => {
    socket = opened;
    opened.addEventListener('open', () => {
      clearTimeout(opening);
      failures = 0;
      options.onConnection('open');
      options.onOpen();
    });
    opened.addEventListener('message', (event) => options.onMessage(event.data));
    opened.addEventListener('close', ({ code }) => {
      if (socket !== opened) return;
      socket = undefined;
      clearTimeout(opening);
      const action = closeAction(code);
      if (action === 'stop') options.onConnection('closed');
      else retry(action === 'full' ? reconnectLimits.fullDelayMs : undefined);
    });
  };

  const onOnline = (): void => {
    if (timer !== undefined) connect();
  };
  globalThis.addEventListener('online', onOnline);

  options.onConnection('connecting');
  connect();

  return {
    send: (frame) => {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
    close: () => {
      ended = true;
      clearTimeout(timer);
      clearTimeout(opening);
      globalThis.removeEventListener('online', onOnline);
      socket?.close();
      socket = undefined;
      options.onConnection('closed');
    },
  };
}
