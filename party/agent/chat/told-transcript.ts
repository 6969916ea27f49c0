import { createHash } from 'node:crypto';
import * as z from 'zod/mini';

const listSchema = z.object({
  type: z.literal('cf_agent_chat_messages'),
  messages: z.array(z.looseObject({ id: z.string() })),
});
type Told = z.infer<typeof listSchema>['messages'][number];

/** What is new to pages that know what was told before. */
export interface TranscriptNews {
  /** New, or not as they were. */
  changed: readonly Told[];
  /** By id. */
  gone: readonly string[];
}

/**
 * What the pages have of the transcript. The SDK tells all of it at each change: megabytes, to each of them, for one
 * message.
 */
export class ToldTranscript {
  #told = new Map<string, string>();

  /** The pages have these. */
  know(messages: readonly { id: string }[]): void {
    this.#told = new Map(messages.map((message) => [message.id, hashOf(message)]));
  }

  /** @returns what is new in a frame that has the whole transcript; undefined for any other frame. */
  newsIn(frame: unknown): TranscriptNews | undefined {
    // Most frames are a chunk of a reply: not to be read for this.
    if (typeof frame !== 'string' || !frame.includes('"cf_agent_chat_messages"')) return undefined;
    const list = listSchema.safeParse(JSON.parse(frame));
    if (!list.success) return undefined;
    const { messages } = list.data;
    const before = this.#told;
    this.know(messages);
    return {
      changed: messages.filter(({ id }) => before.get(id) !== this.#told.get(id)),
      gone: [...before.keys()].filter((id) => !this.#told.has(id)),
    };
  }
}

const hashOf = (message: object): string =>
  createHash('sha256').update(JSON.stringify(message)).digest('base64');
