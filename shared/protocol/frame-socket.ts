import { wireLimits } from '../limits.ts';
import { FrameAssembler, splitFrame } from './chunks.ts';
import type { ServerControl } from './control.ts';
import { type Message, readServerFrame } from './frames.ts';
import { ReconnectingSocket, type ReconnectingSocketOptions } from './reconnecting-socket.ts';

interface FrameSocketOptions extends Omit<
  ReconnectingSocketOptions,
  'onMessage' | 'keepAliveMs' | 'silentMs'
> {
  onMessage: (message: Message<ServerControl>) => void;
}

/** A {@link ReconnectingSocket} to a room: sends frames, in chunks if they are large, and reads those of the room. */
export class FrameSocket extends ReconnectingSocket {
  constructor({ onOpen, onMessage, ...options }: FrameSocketOptions) {
    let assembler = new FrameAssembler();
    super({
      ...options,
      keepAliveMs: wireLimits.keepAliveMs,
      silentMs: wireLimits.silentPeerMs,
      onOpen: () => {
        assembler = new FrameAssembler();
        onOpen();
      },
      onMessage: (data) => {
        const piece = typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer);
        const frame = assembler.take(piece, performance.now());
        if (frame) for (const message of readServerFrame(frame)) onMessage(message);
      },
    });
  }

  /** @returns false when there is no open socket. */
  sendFrame(frame: Uint8Array): boolean {
    for (const piece of splitFrame(frame)) if (!this.send(piece)) return false;
    return true;
  }
}
