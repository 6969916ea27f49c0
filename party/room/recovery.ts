import * as Y from 'yjs';
import { roomLimits } from '../../shared/limits.ts';

/**
 * What a room that has lost something may yet get back from the coder. Until then nobody is refused for good because of
 * what is missing. Others who have it may not bring it, unless they wrote it: anyone could make it up.
 *
 * A room cannot see that its newest rows are lost, so one that was loaded from its storage is given some time, too.
 */
export class Recovery {
  readonly #doc: Y.Doc;
  readonly #lacks: () => boolean;
  readonly #now: () => number;
  readonly #loadedMs: number;
  /** When the coder was first heard of. */
  #sinceMs: number | undefined;
  #coderHas: ReadonlyMap<number, number> | undefined;

  /**
   * `isNew`: nothing was stored. `lacks`: whether the room knows that it has lost something. `now`: ms since the epoch.
   */
  constructor(
    doc: Y.Doc,
    { isNew, lacks, now }: { isNew: boolean; lacks: () => boolean; now: () => number },
  ) {
    this.#doc = doc;
    this.#lacks = lacks;
    this.#now = now;
    this.#loadedMs = isNew ? -Infinity : now();
  }

  /** The coder has come. @throws when the state vector, of what it has, cannot be decoded */
  coderCame(stateVector?: Uint8Array): void {
    this.#sinceMs ??= this.#now();
    if (stateVector) this.#coderHas = Y.decodeStateVector(stateVector);
  }

  /** Whether the coder may yet bring more of a client id's text. */
  mayCome(client: number): boolean {
    if (this.#sinceMs !== undefined && this.#isOver(this.#sinceMs)) return false;
    if (this.#coderHas) return (this.#coderHas.get(client) ?? 0) > Y.getState(this.#doc.store, client);
    return this.#lacks() || !this.#isOver(this.#loadedMs);
  }

  #isOver(sinceMs: number): boolean {
    return this.#now() >= sinceMs + roomLimits.verifyAuthorsMs;
  }
}
