import { readFileSync } from 'node:fs';
import { secondOf } from './kinds.ts';

/** Runs in a process of its own, so that sending takes no time from the process that measures. */
const [url = '', kind = '', documentPath = '', seconds = '1'] = process.argv.slice(2);
const frames = secondOf(kind, readFileSync(documentPath));
let socket: WebSocket | undefined;
let sent = 0;
const closes: Record<string, number> = {};

function opened(): Promise<WebSocket | undefined> {
  if (socket?.readyState === WebSocket.OPEN) return Promise.resolve(socket);
  const fresh = new WebSocket(url);
  fresh.binaryType = 'arraybuffer';
  const { promise, resolve } = Promise.withResolvers<WebSocket | undefined>();
  fresh.addEventListener('open', () => resolve(fresh));
  fresh.addEventListener('close', ({ code }) => {
    closes[code] = (closes[code] ?? 0) + 1;
    resolve(undefined);
  });
  socket = fresh;
  return promise;
}

for (let second = 0; second < Number(seconds); second++) {
  const nextMs = Date.now() + 1_000;
  const open = await opened();
  // Frames to a closing socket are dropped, as any client's would be.
  if (open) {
    for (const frame of frames) open.send(frame as Uint8Array<ArrayBuffer>);
    sent += frames.length;
  }
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, nextMs - Date.now())));
}
socket?.close();
process.send?.({ sent, closes });
process.disconnect();
process.exit(0);
