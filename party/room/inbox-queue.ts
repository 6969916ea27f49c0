import type { ClientControl } from '../../shared/protocol/control.ts';
import type { Message } from '../../shared/protocol/frames.ts';
import { PackedQueue } from './packed-queue.ts';

/**
 * What has arrived from one connection and is not yet handled: WebSocket messages, and the protocol messages
 * of the frame read last.
 */
export class Inbox {
  readonly #waiting = new PackedQueue();
  readonly messages: Message<ClientControl>[] = [];
  /**
   * The work under way on the first of `messages`; each step yields its cost. It belongs to the current
   * document: when that is rebuilt, the message starts over.
   */
  work: Generator<number, void> | undefined;

  /** Roughly how much memory the waiting messages take. */
  get bytes(): number {
    return this.#waiting.bytes;
  }

  /** How many messages wait. */
  get length(): number {
    return this.#waiting.length + this.messages.length;
  }

  push(data: Uint8Array | string): void {
    this.#waiting.push(data);
  }

  get isEmpty(): boolean {
    return this.messages.length === 0 && this.#waiting.isEmpty;
  }

  /** Whether the next message may change the document. */
  get bringsUpdate(): boolean {
    const type = this.messages[0]?.type;
    return type === 'update' || type === 'step2';
  }

  /** The message to handle next. */
  get message(): Message<ClientControl> | undefined {
    return this.messages[0];
  }

  /** Removes the first message, which is done. */
  finish(): void {
    this.messages.shift();
    this.work = undefined;
  }

  /** Takes the next WebSocket message. */
  next(): Uint8Array | string | undefined {
    return this.#waiting.next();
  }
}
