import type { KeptMention } from '../../shared/chat.ts';
import { contentOf, fileIdAt } from '../../shared/doc.ts';
import type { ChatHost, Said } from './chat-host.ts';
import { resolveMentions } from './mentions.ts';
import type { ChatRoom } from './speak.ts';
import type { Runner } from './tools/room-tools.ts';

/** Reads what messages mention, and keeps the texts for the model. */
export class Attachments {
  readonly #host: Pick<ChatHost, 'setAttached'>;
  readonly #room: Pick<ChatRoom, 'doc' | 'join'>;
  readonly #runner: Pick<Runner, 'get'>;

  constructor(parts: { host: ChatHost; room: ChatRoom; runner: Runner }) {
    this.#host = parts.host;
    this.#room = parts.room;
    this.#runner = parts.runner;
  }

  /** @returns what the transcript keeps of the mentions. @throws TandemError `not_found`, `unavailable` */
  async attach(id: string, { mentions = [] }: Said): Promise<{ mentions?: KeptMention[] }> {
    if (mentions.length === 0) {
      this.#host.setAttached(id, []);
      return {};
    }
    await this.#room.join();
    const { doc } = this.#room;
    const resolved = resolveMentions(mentions, {
      file: (path) => {
        const fileId = fileIdAt(doc, path);
        return fileId === undefined ? undefined : contentOf(doc, fileId);
      },
      run: (runId) => this.#runner.get(runId),
    });
    this.#host.setAttached(
      id,
      resolved.map(({ text }) => text),
    );
    return { mentions: resolved.map(({ kept }) => kept) };
  }
}
