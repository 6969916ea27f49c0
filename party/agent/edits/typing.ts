import type * as Y from 'yjs';
import { typingLimits } from '../../../shared/limits.ts';
import { applyEdits, type TextEdit } from '../../../shared/text.ts';
import { Anchors, editsAt, type Point, type Span } from './anchors.ts';
import { typingChunks } from './typing-chunks.ts';
import type { Hunk } from './plan.ts';

/** What typing needs of the room it types in. */
export interface TypingSurface {
  /** Runs `change` as one transaction under the turn's own Yjs client id. */
  transact(change: () => void): void;
  /** Shows the agent's cursor at `index`, to everyone before what is written after this. */
  showCursor(index: number): void;
  /** The indexes of people's cursors in this file. */
  peopleAt(): number[];
  /** Whether the file still has a path. */
  fileExists(): boolean;
  now(): number;
  /** Resolves after `ms`, or as soon as the turn is stopped. */
  sleep(ms: number): Promise<void>;
  /** The room wants edits to appear at once. */
  readonly instant: boolean;
  /** The turn was stopped. */
  readonly stopped: boolean;
}

export interface Typed {
  /** The hunks as far as they were made: all of each but the last, which may be incomplete. */
  made: Hunk[];
  /** Why it ended early; absent when everything was made. */
  ended?: 'stopped' | 'text-deleted' | 'file-deleted';
}

interface AnchoredHunk {
  hunk: Hunk;
  point: Point;
  /** The characters to remove: those planned for, not what people put between them. */
  removal: Span;
  context: Span;
}

/**
 * Types hunks into a text that others edit at the same time, chunk by chunk, with a visible cursor. Every
 * place is looked up again before each chunk; what people typed in between stays.
 */
export async function typeHunks(
  text: Y.Text,
  hunks: readonly Hunk[],
  surface: TypingSurface,
): Promise<Typed> {
  const anchors = new Anchors(text);
  try {
    const anchored = hunks.map((hunk) => anchor(anchors, hunk));
    const bytes = new TextEncoder().encode(hunks.map((hunk) => hunk.insert).join('')).length;
    // So is an edit in so many places that typing even one chunk in each would take too long.
    const tooMany = hunks.length > typingLimits.typingEditMs / typingLimits.typingChunkMs;
    if (surface.instant || tooMany || bytes > typingLimits.instantEditBytes)
      return await makeAtOnce(text, anchored, surface);
    return await new Typist(text, anchors, surface).type(anchored);
  } finally {
    anchors.close();
  }
}

function anchor(anchors: Anchors, hunk: Hunk): AnchoredHunk {
  return {
    hunk,
    point: anchors.point(hunk.index, hunk.assoc),
    removal: anchors.span(hunk.index, hunk.index + hunk.remove),
    context: anchors.span(hunk.contextStart, hunk.contextEnd),
  };
}

function endReason(surface: TypingSurface, { hunk, context }: AnchoredHunk, own?: Span): Typed['ended'] {
  if (surface.stopped) return 'stopped';
  if (!surface.fileExists()) return 'file-deleted';
  if (hunk.orphan) return 'text-deleted';
  const hadContext = hunk.contextEnd > hunk.contextStart || own !== undefined;
  const left = context.pieces.length + (own?.pieces.length ?? 0);
  return hadContext && left === 0 ? 'text-deleted' : undefined;
}

/**
 * Makes an edit in one transaction. In order, as typing is: the clock of its client id tells how far it came.
 */
async function makeAtOnce(
  text: Y.Text,
  anchored: readonly AnchoredHunk[],
  surface: TypingSurface,
): Promise<Typed> {
  let yieldLeftMs: number = typingLimits.yieldToTypistMs;
  for (const place of anchored) yieldLeftMs = await waitForPeople(place, surface, yieldLeftMs);
  const planned = anchored.at(-1);
  // Before the text, so that nobody sees it with the cursor still elsewhere.
  if (planned) surface.showCursor(cursorFor(planned));
  const made: Hunk[] = [];
  let ended: Typed['ended'];
  surface.transact(() => {
    const edits: TextEdit[] = [];
    for (const place of anchored) {
      ended = endReason(surface, place);
      if (ended !== undefined) break;
      // When people deleted what lay between two places, the later one still comes after.
      const { index, remove } = edits.at(-1) ?? { index: 0, remove: 0 };
      place.point.index = Math.max(place.point.index, index + remove);
      edits.push(...editsAt(place, place.hunk.insert));
      made.push(place.hunk);
    }
    applyEdits(text, edits);
  });
  const last = anchored[made.length - 1];
  if (last && last !== planned) surface.showCursor(last.point.index);
  return ended === undefined ? { made } : { made, ended };
}

/**
 * Where the cursor stands before a hunk is made. A cursor sticks to the character behind it, so not before a character that
 * goes: what is typed in its place would come behind the cursor.
 */
const cursorFor = ({ point, removal }: AnchoredHunk): number => removal.pieces[0]?.end ?? point.index;

/** Waits for a person who is at the very place, at most `yieldLeftMs`. @returns what is left of that */
async function waitForPeople(
  place: AnchoredHunk,
  surface: TypingSurface,
  yieldLeftMs: number,
): Promise<number> {
  let left = yieldLeftMs;
  while (left > 0 && !surface.stopped && personInside(place, surface)) {
    const before = surface.now();
    await surface.sleep(Math.min(left, 100));
    left -= Math.max(1, surface.now() - before);
  }
  return left;
}

function personInside({ point, removal }: AnchoredHunk, surface: TypingSurface): boolean {
  const start = Math.min(point.index, removal.pieces[0]?.start ?? point.index);
  const end = Math.max(point.index, removal.pieces.at(-1)?.end ?? point.index);
  return surface.peopleAt().some((index) => index >= start && index <= end);
}

class Typist {
  readonly #text: Y.Text;
  readonly #anchors: Anchors;
  readonly #surface: TypingSurface;
  #cursorShownMs = Number.NEGATIVE_INFINITY;

  constructor(text: Y.Text, anchors: Anchors, surface: TypingSurface) {
    this.#text = text;
    this.#anchors = anchors;
    this.#surface = surface;
  }

  async type(anchored: readonly AnchoredHunk[]): Promise<Typed> {
    const chunksPerHunk = Math.ceil(
      typingLimits.typingEditMs / typingLimits.typingChunkMs / Math.max(1, anchored.length),
    );
    const made: Hunk[] = [];
    let yieldLeftMs: number = typingLimits.yieldToTypistMs;
    for (const [at, place] of anchored.entries()) {
      this.#showCursor(cursorFor(place), true);
      yieldLeftMs = await waitForPeople(place, this.#surface, yieldLeftMs);
      const { typed, started, ended } = await this.#typeHunk(place, anchored.slice(at + 1), chunksPerHunk);
      if (started) made.push({ ...place.hunk, insert: typed });
      if (ended !== undefined) return { made, ended };
    }
    return { made };
  }

  async #typeHunk(
    place: AnchoredHunk,
    later: readonly AnchoredHunk[],
    maxChunks: number,
  ): Promise<{ typed: string; started: boolean; ended?: NonNullable<Typed['ended']> }> {
    // A hunk that only removes takes the time of one chunk too.
    const chunks = place.hunk.insert === '' ? [''] : typingChunks(place.hunk.insert, maxChunks);
    const { point } = place;
    let own: Span | undefined;
    let typed = '';
    for (const chunk of chunks) {
      const ended = endReason(this.#surface, place, own);
      if (ended !== undefined) return { typed, started: own !== undefined, ended };
      const edits =
        own === undefined ? editsAt(place, chunk) : [{ index: point.index, remove: 0, insert: chunk }];
      const at = edits[0]?.index ?? point.index;
      this.#surface.transact(() => applyEdits(this.#text, edits));
      own ??= this.#anchors.span(0, 0);
      if (chunk !== '') {
        // When people deleted what lay between two places, the later one still comes after this.
        for (const { point: next } of later) if (next.index === at) next.index += chunk.length;
        own.pieces.push({ start: at, end: at + chunk.length });
        // The next chunk follows this one, whatever people type after it.
        point.index = at + chunk.length;
        point.assoc = -1;
        typed += chunk;
      }
      this.#showCursor(point.index);
      await this.#surface.sleep(typingLimits.typingChunkMs);
    }
    return { typed, started: true };
  }

  #showCursor(index: number, always = false): void {
    const now = this.#surface.now();
    if (!always && now - this.#cursorShownMs < typingLimits.cursorIntervalMs) return;
    this.#cursorShownMs = now;
    this.#surface.showCursor(index);
  }
}
