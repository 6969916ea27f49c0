import { startProduct } from '../../e2e/product.ts';
import { listFiles, textOf } from '../../shared/doc.ts';
import type { ExecuteResult } from '../../shared/run.ts';
import { after } from '../../shared/timers.ts';
import { hogs, hogSettings } from '../../test/hogs.ts';
import { newRoom } from '../../test/people.ts';

/** One person's edits, from the key to another person's replica, while a program runs. */
interface Beside {
  /** For each edit, in the order of writing. */
  editMs: number[];
  /** How the program ended, and after how long. */
  ended: string;
  runMs: number;
}

const pauseMs = 20;
const quietMs = 5_000;
const timeoutMs = 20_000;

/** Programs that take everything they can get, by what they do. */
const programs: Record<string, string> = {
  'an endless loop': 'export default () => { for (;;); }',
  'a regular expression that backtracks': 'export default () => /^(a+)+$/.test("a".repeat(40) + "b");',
  'a heap that fills': hogs.objects,
  'buffers that fill the memory': hogs.buffers,
  '100 MB of output':
    'export default () => { for (let i = 0; i < 1_000; i++) console.log("x".repeat(100_000)); }',
};

/** Runs the whole product under its supervisor, which ends what no guard can. */
export async function editsBeside(): Promise<Record<string, Beside>> {
  const product = await startProduct(hogSettings);
  try {
    const { editor, enter, room } = await newRoom(product.url);
    const other = await enter(room.links.edit, 'Bo');
    const [writing, reading] = await Promise.all([editor.join(), other.join()]);
    const [file] = listFiles(writing.doc);
    const [written, read] = [writing, reading].map(({ doc }) => textOf(doc, file?.id ?? ''));
    if (!written || !read) throw new Error('the room has no file');
    const typeUntil = async (over: Promise<unknown>): Promise<number[]> => {
      const end = new AbortController();
      void over.finally(() => end.abort());
      const before = written.length;
      const sentMs: number[] = [];
      const editMs: number[] = [];
      const look = (): void => {
        const arrived = read.length - before;
        while (editMs.length < arrived) editMs.push(performance.now() - (sentMs[editMs.length] ?? 0));
      };
      reading.doc.on('update', look);
      while (!end.signal.aborted) {
        sentMs.push(performance.now());
        written.insert(written.length, 'x');
        await pause(pauseMs);
      }
      while (editMs.length < sentMs.length) await pause(pauseMs);
      reading.doc.off('update', look);
      return editMs;
    };
    const found: Record<string, Beside> = {
      nothing: { editMs: await typeUntil(pause(quietMs)), ended: '–', runMs: 0 },
    };
    for (const [name, code] of Object.entries(programs)) {
      const began = performance.now();
      const run = editor.call<ExecuteResult>('POST', 'execute', { code, timeoutMs });
      const editMs = await typeUntil(run);
      const { error } = (await run).json;
      found[name] = { editMs, ended: error?.category ?? 'succeeded', runMs: performance.now() - began };
      // A program may have killed the executor: a harmless run makes sure that it is back before the next
      // one.
      await editor.call('POST', 'execute', { code: 'export default () => 7', timeoutMs });
    }
    for (const peer of [writing, reading]) {
      peer.stop();
      peer.awareness.destroy();
    }
    return found;
  } finally {
    await product.stop();
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => after(ms, resolve));
