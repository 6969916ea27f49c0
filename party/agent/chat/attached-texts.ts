/** The texts of what messages mention, in the Durable Object's own store: the transcript, which every page is sent, has none of them. */
export class AttachedTexts {
  readonly #store: SyncKvStorage;

  constructor(store: SyncKvStorage) {
    this.#store = store;
  }

  of(messageId: string): readonly string[] {
    return this.#store.get<string[]>(keyOf(messageId)) ?? [];
  }

  set(messageId: string, texts: readonly string[]): void {
    if (texts.length > 0) this.#store.put(keyOf(messageId), [...texts]);
    else this.#store.delete(keyOf(messageId));
  }
}

const keyOf = (messageId: string): string => `attached:${messageId}`;
