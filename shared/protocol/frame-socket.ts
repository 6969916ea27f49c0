import { wireLimits } from '../limits.ts';
import { FrameAssembler, splitFrame } from './chunks.ts';
import type { ServerControl } from './control.ts';
import { joinFrames, type Message, readServerFrame } from './frames.ts';
import { ReconnectingSocket, type ReconnectingSocketOptions } from './reconnecting-socket.ts';

interface FrameSocketOptions extends Omit<
  ReconnectingSocketOptions,
  'onMessage' | 'keepAliveMs' | 'silentMs'
> {
  /** Called with the messages of each frame. */
  onMessages: (messages: readonly Message<ServerControl>[]) => void;
}

/** A {@link ReconnectingSocket} to a room: sends frames, in chunks if they are large, and reads those of the room. */
export class FrameSocket extends ReconnectingSocket {
  constructor({ onOpen, onMessages, ...options }: FrameSocketOptions) {
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
        if (frame) onMessages(readServerFrame(frame));
      },
    });
  }

  /** Sends frames, as one message if they fit into one. @returns false when there is no open socket. */
  sendFrames(...frames: Uint8Array[]): boolean {
    const bytes = frames.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const whole = bytes <= wireLimits.chunkBytes ? [joinFrames(frames)] : frames;
    return whole.every((frame) => [...splitFrame(frame)].every((piece) => this.send(piece)));
  }
}
