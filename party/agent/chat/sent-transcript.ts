import { createHash } from 'node:crypto';
import * as z from 'zod/mini';

const listSchema = z.object({
  type: z.literal('cf_agent_chat_messages'),
  messages: z.array(z.looseObject({ id: z.string() })),
});
type SentMessage = z.infer<typeof listSchema>['messages'][number];

/** The difference between two transcripts. */
export interface TranscriptChanges {
  /** New or changed messages. */
  changed: readonly SentMessage[];
  /** Ids of removed messages. */
  gone: readonly string[];
}

/**
 * Remembers which transcript the pages have. The SDK sends all of it with each change: megabytes to every page, for one
 * message.
 */
export class SentTranscript {
  #sent = new Map<string, string>();

  /** Takes these messages for what the pages have. */
  reset(messages: readonly { id: string }[]): void {
    this.#sent = new Map(messages.map((message) => [message.id, hashOf(message)]));
  }

  /** What changed since the last transcript; undefined for a frame that is not the SDK's whole transcript. */
  changesIn(frame: unknown): TranscriptChanges | undefined {
    // Most frames are chunks of a reply: do not parse those.
    if (typeof frame !== 'string' || !frame.includes('"cf_agent_chat_messages"')) return undefined;
    const list = listSchema.safeParse(JSON.parse(frame));
    if (!list.success) return undefined;
    const { messages } = list.data;
    const before = this.#sent;
    this.reset(messages);
    return {
      changed: messages.filter(({ id }) => before.get(id) !== this.#sent.get(id)),
      gone: [...before.keys()].filter((id) => !this.#sent.has(id)),
    };
  }
}

const hashOf = (message: object): string =>
  createHash('sha256').update(JSON.stringify(message)).digest('base64');
