import { WebSocket } from 'ws';
import { signService } from '../party/auth.ts';
import { readServerFrame } from '../shared/protocol/frames.ts';
import type { Author } from '../shared/roles.ts';
import type { Product } from './product.ts';

/** Who writes under which Yjs client id, as a room of a real process tells the coder. */
export async function authorsIn(
  { secret, roomUrl }: Pick<Product, 'secret' | 'roomUrl'>,
  room: string,
): Promise<Map<number, Author>> {
  const query = `token=${await signService(secret, room)}&tandem=1`;
  const socket = new WebSocket(`${roomUrl.replace('http', 'ws')}/parties/main/${room}?${query}`);
  socket.binaryType = 'arraybuffer';
  try {
    return await new Promise((resolve, reject) => {
      socket.on('message', (frame: ArrayBuffer) => {
        for (const message of readServerFrame(new Uint8Array(frame)))
          if (message.type === 'control' && message.control.type === 'authors')
            resolve(new Map(message.control.entries));
      });
      socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
      socket.on('error', reject);
    });
  } finally {
    socket.terminate();
  }
}
