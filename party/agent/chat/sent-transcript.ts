interface Stored {
  id: string;
}

/** The difference between two transcripts. */
export interface TranscriptChanges<Message> {
  /** New or changed messages. */
  changed: readonly Message[];
  /** Ids of removed messages. */
  gone: readonly string[];
}

/**
 * Remembers which transcript the pages have. Messages are compared by identity: they never change, and to write out
 * thousands of them for each change would take longer than the change.
 */
export class SentTranscript<Message extends Stored> {
  #sent = new Map<string, Message>();

  /** Takes these messages for what the pages have. @returns what is new to them */
  update(messages: readonly Message[]): TranscriptChanges<Message> {
    const before = this.#sent;
    this.#sent = new Map(messages.map((message) => [message.id, message]));
    return {
      changed: messages.filter((message) => before.get(message.id) !== message),
      gone: [...before.keys()].filter((id) => !this.#sent.has(id)),
    };
  }
}
