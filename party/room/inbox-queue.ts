import type { ClientControl } from '../../shared/protocol/control.ts';
import type { Message } from '../../shared/protocol/frames.ts';
import { PackedQueue } from './packed-queue.ts';

/** What has arrived from one connection and has not been handled: WebSocket messages, and those of the frame that was read last. */
export class Inbox {
  readonly #waiting = new PackedQueue();
  readonly messages: Message<ClientControl>[] = [];
  /**
   * What is under way with the first of `messages`; each step yields what it costs. It is about the document as it is: where
   * that is built anew, the message is begun again.
   */
  work: Generator<number, void> | undefined;

  /** What waits takes so much memory, about. */
  get bytes(): number {
    return this.#waiting.bytes;
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

  /** The message that is to be handled next. */
  get message(): Message<ClientControl> | undefined {
    return this.messages[0];
  }

  /** The first message is done with. */
  finish(): void {
    this.messages.shift();
    this.work = undefined;
  }

  /** Takes the next WebSocket message. */
  next(): Uint8Array | string | undefined {
    return this.#waiting.next();
  }
}
