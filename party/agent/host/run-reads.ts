import * as Y from 'yjs';
import { assertFileSize } from '../../../shared/file-size.ts';
import { applyEdits, plainText } from '../../../shared/text.ts';
import { type Hunk, planRewrite } from '../edits/plan.ts';
import { type ReadText, changesSince, readTextNow, withOwnChanges } from '../edits/read-text.ts';
import { rebase } from '../edits/rebase.ts';
import type { IdRange } from '../text/id-range.ts';
import { applyHunks } from '../text/line-diff.ts';

/**
 * What a run knows of the room's texts, by file id: what it last read or wrote. A program reads a file, computes, and
 * writes it back as a whole; what others wrote in it between the two is not in its text, and stays.
 */
export class RunReads {
  readonly #known = new Map<string, ReadText>();

  /** The run was given the whole text. */
  note(id: string, text: Y.Text): void {
    this.#known.set(id, readTextNow(text));
  }

  /**
   * Makes `wanted` of what the run knows. Called within a transaction of `client`, as {@link append}.
   * @returns whether some of it was left out, because others have deleted the lines that it would change
   * @throws TandemError `too_large` when the file cannot hold both this and what others wrote
   */
  write(id: string, text: Y.Text, { wanted, client }: { wanted: string; client: number }): boolean {
    const hunks = this.#hunksTo(id, text, wanted);
    // What replaces lines that someone has deleted meanwhile means nothing without them.
    const edits = hunks.filter(({ orphan }) => !orphan);
    assertFileSize(applyHunks(plainText(text), edits));
    this.#change(id, text, { wanted, client, change: () => applyEdits(text, edits) });
    return edits.length < hunks.length;
  }

  append(id: string, text: Y.Text, { added, client }: { added: string; client: number }): void {
    const wanted = (this.#known.get(id)?.text ?? plainText(text)) + added;
    this.#change(id, text, { wanted, client, change: () => text.insert(text.length, added) });
  }

  #hunksTo(id: string, text: Y.Text, wanted: string): readonly Hunk[] {
    const now = plainText(text);
    const known = this.#known.get(id);
    const isCurrent = !known || known.text === now;
    const plan = planRewrite(isCurrent ? now : known.text, wanted);
    if (!('hunks' in plan)) return [];
    return isCurrent ? plan.hunks : rebase(plan.hunks, changesSince(text, known));
  }

  /** Does a change, after which the run knows the file as `wanted`. */
  #change(id: string, text: Y.Text, own: { wanted: string; client: number; change: () => void }): void {
    const known = this.#known.get(id);
    const deleted: IdRange[] = [];
    text.doc?.transact(({ deleteSet }) => {
      own.change();
      for (const [client, ranges] of deleteSet.clients)
        for (const { clock, len: length } of ranges) deleted.push({ client, clock, length });
    });
    const isOwn = (client: number): boolean => client === own.client;
    const now = known ? withOwnChanges(text, known, { isOwn, deleted }) : readTextNow(text);
    this.#known.set(id, now?.text === own.wanted ? now : { text: own.wanted, characters: undefined });
  }
}
