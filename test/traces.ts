import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type * as Y from 'yjs';
import * as z from 'zod/mini';
import { count } from './counts.ts';
import { type SeededRandom, seededRandom } from './random.ts';
import { firstSeed } from './seed.ts';

const patchSchema = z.tuple([z.int().check(z.gte(0)), z.int().check(z.gte(0)), z.string()]);
const traceSchema = z.object({
  startContent: z.literal(''),
  endContent: z.string(),
  txns: z.array(z.object({ patches: z.array(patchSchema) })),
});

/** Position, how many characters to remove there, and what to insert. */
type Patch = z.infer<typeof patchSchema>;

/** Someone's typing from the empty file to `end`: each entry of `changes` is one change, as an editor makes it. */
export interface Trace {
  readonly name: string;
  readonly changes: readonly (readonly Patch[])[];
  readonly end: string;
}

/**
 * Two recordings of typing: from the folder `TANDEM_TRACES` (gzipped JSON as in the public `editing-traces`),
 * or made up.
 */
export async function twoTraces(): Promise<[Trace, Trace]> {
  const folder = process.env['TANDEM_TRACES'];
  if (folder !== undefined) return [await read(folder, 'rustcode'), await read(folder, 'sveltecomponent')];
  const keystrokes = count('keystrokes');
  return [
    madeUp('made up 1', seededRandom(firstSeed + 1), keystrokes),
    madeUp('made up 2', seededRandom(firstSeed + 2), keystrokes),
  ];
}

export function replay(text: Y.Text, patches: readonly Patch[]): void {
  text.doc?.transact(() => {
    for (const [at, removed, inserted] of patches) {
      if (removed > 0) text.delete(at, removed);
      if (inserted !== '') text.insert(at, inserted);
    }
  });
}

async function read(folder: string, name: string): Promise<Trace> {
  const json: unknown = JSON.parse(
    gunzipSync(await readFile(path.join(folder, `${name}.json.gz`))).toString('utf8'),
  );
  const { txns, endContent } = traceSchema.parse(json);
  const changes = txns.map(({ patches }) => patches);
  // Positions count code points, Yjs counts UTF-16 units.
  const isAstral = changes.flat().some(([, , inserted]) => /[\u{10000}-\u{10ffff}]/u.test(inserted));
  if (isAstral) throw new Error(`${name} has characters outside the basic plane`);
  return { name, changes, end: endContent };
}

/** A person who writes: words, lines, slips of the finger, jumps, a block deleted, a paste. */
function madeUp(name: string, random: SeededRandom, keystrokes: number): Trace {
  const changes: Patch[][] = [];
  let end = '';
  let cursor = 0;
  const change = (at: number, removed: number, inserted: string): void => {
    changes.push([[at, removed, inserted]]);
    end = end.slice(0, at) + inserted + end.slice(at + removed);
    cursor = at + inserted.length;
  };
  while (changes.length < keystrokes) {
    switch (random.int(30)) {
      case 0:
        cursor = random.int(end.length + 1);
        break;
      case 1:
        change(cursor, Math.min(random.int(40), end.length - cursor), '');
        break;
      case 2:
        change(cursor, 0, 'const pasted = (line: string) => line;\n'.repeat(random.int(4)));
        break;
      case 3:
      case 4:
        if (cursor > 0) change(cursor - 1, 1, '');
        break;
      default:
        change(cursor, 0, random.pick('etaoin shrdlu(){};=.\nä→'.split('')));
    }
  }
  return { name, changes, end };
}
