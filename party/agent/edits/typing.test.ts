import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { seededRandom } from '../../../test/random.ts';
import { firstSeed } from '../../../test/seed.ts';
import { applyHunks } from '../text/line-diff.ts';
import { besideTypists } from './durable-hunks.ts';
import { planReplacements, planRewrite } from './plan.ts';
import { type TypingSurface, typeHunks } from './typing.ts';

/**
 * A person's and the agent's replica of one file, with the room between them and a clock that runs by itself.
 */
class Harness {
  readonly person = new Y.Doc();
  readonly agent = new Y.Doc();
  nowMs = 0;
  stopped = false;
  exists = true;
  readonly cursors: number[] = [];
  /** The person's cursor as the agent sees it. */
  people: number[] = [];
  /** Called at each pause of the agent. */
  onPause: (ms: number) => void = () => {};
  readonly #toAgent: Uint8Array[] = [];
  readonly #toPerson: Uint8Array[] = [];

  constructor(text: string) {
    // The agent's is the higher one, as in a room.
    [this.person.clientID, this.agent.clientID] = [1, 2];
    this.person.getText('t').insert(0, text);
    Y.applyUpdate(this.agent, Y.encodeStateAsUpdate(this.person));
    this.person.on('update', (update, origin) => origin !== this && this.#toAgent.push(update));
    this.agent.on('update', (update, origin) => origin !== this && this.#toPerson.push(update));
  }

  get theirs(): Y.Text {
    return this.person.getText('t');
  }

  get ours(): Y.Text {
    return this.agent.getText('t');
  }

  deliver(): void {
    for (const update of this.#toAgent.splice(0)) Y.applyUpdate(this.agent, update, this);
    for (const update of this.#toPerson.splice(0)) Y.applyUpdate(this.person, update, this);
  }

  readonly surface: TypingSurface = (() => {
    // oxlint-disable-next-line typescript/no-this-alias -- the getter below needs the harness
    const harness = this;
    return {
      transact: (change: () => void) => harness.agent.transact(change),
      showCursor: (index: number) => harness.cursors.push(index),
      peopleAt: () => harness.people,
      fileExists: () => harness.exists,
      now: () => harness.nowMs,
      instant: false,
      sleep: async (ms: number) => {
        harness.nowMs += ms;
        harness.onPause(ms);
      },
      get stopped() {
        return harness.stopped;
      },
    };
  })();
}

const program = [
  "import { add } from './add';",
  '',
  'export function total(values: number[]): number {',
  '  let sum = 0; // grows 🙂',
  '  for (const value of values) sum = add(sum, value);',
  '  return sum;',
  '}',
  '',
].join('\n');

const tasks: { search: string; replace: string }[][] = [
  [{ search: 'return sum;', replace: 'return Math.round(sum * 100) / 100;' }],
  [{ search: 'let sum = 0; // grows 🙂', replace: 'let sum = 0; // grows 🎉👩‍👩‍👧 steadily' }],
  [{ search: 'sum = add(sum, value)', replace: 'sum += value' }],
  [{ search: "import { add } from './add';\n\n", replace: '' }],
  [
    { search: '  return sum;\n', replace: '  if (values.length === 0) return 0;\n  return sum;\n' },
    { search: 'total(values', replace: 'sumOf(values' },
    { search: '}\n', replace: '}\n\nexport default total;\n' },
  ],
  [
    {
      search: '  for (const value of values) sum = add(sum, value);\n  return sum;\n',
      replace: '  return values.reduce((a, b) => a + b, 0);\n',
    },
  ],
];

/** Only the person types these letters, so that they can be told apart. */
const isTheirs = /[\u0410-\u044f]/gu;

/**
 * One person types at random moments inside, on, or above what the agent changes, or anywhere; what they type stays in
 * one piece.
 */
async function besidePerson(seed: number): Promise<void> {
  const seeded = seededRandom(seed);
  const random = (): number => seeded.next();
  const harness = new Harness(program);
  const task = seeded.pick(tasks);
  const plan = planReplacements(program, task);
  if (!('hunks' in plan)) throw new Error('the task must be possible');
  const expected = applyHunks(program, plan.hunks);

  // Where: inside what changes, on its line, above it, or anywhere.
  const hunk = seeded.pick(plan.hunks);
  const where = Math.floor(random() * 4);
  let caret = Math.floor(random() * program.length);
  if (where === 0) caret = hunk.index + Math.floor(random() * (hunk.remove + 1));
  if (where === 1) caret = program.lastIndexOf('\n', hunk.index) + 1 + Math.floor(random() * 4);
  if (where === 2) caret = Math.floor(random() * hunk.index);
  // Nobody can put a cursor between the halves of an emoji.
  if (/[\udc00-\udfff]/.test(program[caret] ?? '')) caret++;
  let place = Y.createRelativePositionFromTypeIndex(harness.theirs, caret, -1);
  let token = '';
  const type = (): void => {
    const at = Y.createAbsolutePositionFromRelativePosition(place, harness.person)?.index ?? 0;
    const letter = String.fromCodePoint(0x410 + Math.floor(random() * 64));
    harness.theirs.insert(at, letter);
    token += letter;
    place = Y.createRelativePositionFromTypeIndex(harness.theirs, at + 1, -1);
  };
  harness.onPause = () => {
    while (random() < 0.6) type();
    if (random() < 0.5) harness.deliver();
  };
  type();
  if (random() < 0.5) harness.deliver();
  // The agent plans on its own copy of the text as it is by now.
  const now = planReplacements(harness.ours.toJSON(), task);
  if (!('hunks' in now)) {
    expect(now.problem.kind, `seed ${seed}`).toBe('none');
    return;
  }
  const typed = await typeHunks(harness.ours, besideTypists(harness.ours, now.hunks), harness.surface);
  harness.deliver();

  expect(typed.ended, `seed ${seed}`).toBeUndefined();
  expect(harness.ours.toJSON(), `seed ${seed}`).toBe(harness.theirs.toJSON());
  const text = harness.ours.toJSON();
  expect(text.replace(isTheirs, ''), `seed ${seed}`).toBe(expected);
  expect(text.match(isTheirs)?.join(''), `seed ${seed}`).toBe(token);

  expect(text.isWellFormed(), `seed ${seed}`).toBe(true);
  expect(text, `seed ${seed}`).toContain(token);
}

describe('typing beside a person', () => {
  it('A11 keeps what both meant, in 500 seeded cases', async () => {
    for (let seed = firstSeed; seed < firstSeed + 500; seed++) await besidePerson(seed);
  });

  it('A12 types in several chunks with a cursor that moves, at most ten times a second', async () => {
    const harness = new Harness('a\nb\n');
    const shown: number[] = [];
    const lengths = new Set<number>();
    harness.surface.showCursor = () => shown.push(harness.nowMs);
    harness.onPause = () => lengths.add(harness.ours.length);
    const plan = planReplacements('a\nb\n', [
      { search: 'b\n', replace: 'b\nthe quick brown fox jumps over the lazy dog\n' },
    ]);
    if (!('hunks' in plan)) throw new Error('unplanned');
    await typeHunks(harness.ours, plan.hunks, harness.surface);
    expect(lengths.size).toBeGreaterThan(5);
    expect(shown.length).toBeGreaterThan(2);
    const gaps = shown.slice(2).map((at, i) => at - (shown[i + 1] ?? at));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(100);
  });

  it('A219 goes through the room’s client ids no more often than the change itself does', async () => {
    const harness = new Harness(program);
    const plan = planReplacements(program, [{ search: 'return sum;', replace: 'return '.padEnd(300, 'x') }]);
    if ('problem' in plan) throw new Error(plan.problem.kind);
    let [chunks, transactions] = [0, 0];
    // Yjs makes two state vectors of all ids for each transaction.
    harness.agent.on('beforeTransaction', () => void transactions++);
    const transact = (change: () => void): void => {
      chunks++;
      harness.agent.transact(change);
    };
    await typeHunks(harness.ours, plan.hunks, { ...harness.surface, transact, stopped: false });
    expect(chunks).toBeGreaterThan(5);
    expect(transactions).toBe(chunks);
  });

  it('A12 puts a new line before a line, not after its indentation', () => {
    const plan = planReplacements(program, [
      { search: '  return sum;', replace: '  log(sum);\n  return sum;' },
    ]);
    if (!('hunks' in plan)) throw new Error('unplanned');
    expect(plan.hunks).toMatchObject([
      { index: program.indexOf('  return sum'), remove: 0, insert: '  log(sum);\n' },
    ]);
  });

  it('A13 makes an edit over 2 kB at once', async () => {
    const harness = new Harness('start\n');
    const plan = planRewrite('start\n', `start\n${'line of text\n'.repeat(400)}`);
    if (!('hunks' in plan)) throw new Error('unplanned');
    await typeHunks(harness.ours, plan.hunks, harness.surface);
    expect(harness.nowMs).toBe(0);
    expect(harness.ours.toJSON()).toBe(`start\n${'line of text\n'.repeat(400)}`);
  });

  it('A14 stops and reports when the text it was changing is deleted meanwhile', async () => {
    const harness = new Harness('one\ntwo three\nfour\n');
    const plan = planReplacements('one\ntwo three\nfour\n', [
      { search: 'one', replace: 'one and a half' },
      { search: 'two three', replace: 'two, with many more words to be typed here, three' },
    ]);
    if (!('hunks' in plan)) throw new Error('unplanned');
    let pauses = 0;
    harness.onPause = () => {
      if (++pauses !== 6) return;
      const text = harness.theirs.toJSON();
      const start = text.indexOf('two');
      harness.theirs.delete(start, text.indexOf('three') + 5 - start);
      harness.deliver();
      const ours = harness.ours.toJSON();
      const rest = ours.indexOf('\n', ours.indexOf('\n') + 1) - ours.indexOf('\n') - 1;
      harness.ours.delete(ours.indexOf('\n') + 1, rest);
    };
    const typed = await typeHunks(harness.ours, plan.hunks, harness.surface);
    harness.deliver();
    expect(typed.ended).toBe('text-deleted');
    expect(applyHunks('one\ntwo three\nfour\n', typed.made)).toContain('one and a half\n');
    expect(harness.ours.toJSON()).toBe('one and a half\n\nfour\n');
    expect(harness.theirs.toJSON()).toBe(harness.ours.toJSON());
  });

  it('A15 stops where it is when the turn is stopped or the file deleted, and keeps what it typed', async () => {
    for (const reason of ['stopped', 'file-deleted'] as const) {
      const harness = new Harness('q\n');
      let pauses = 0;
      harness.onPause = () => {
        if (++pauses !== 3) return;
        if (reason === 'stopped') harness.stopped = true;
        else harness.exists = false;
      };
      const plan = planRewrite('q\n', 'q = one two three four five six\n');
      if (!('hunks' in plan)) throw new Error('unplanned');
      const typed = await typeHunks(harness.ours, plan.hunks, harness.surface);
      expect(typed.ended).toBe(reason);
      expect(harness.ours.toJSON()).toBe(applyHunks('q\n', typed.made));
      expect(typed.made[0]?.insert).toBe(' = one two ');
    }
  });

  it('A16 waits up to 3 s for a person at the very place, then edits around them', async () => {
    const harness = new Harness('const a = 1;\n');
    harness.people = [11];
    const plan = planReplacements('const a = 1;\n', [{ search: '1', replace: '2' }]);
    if (!('hunks' in plan)) throw new Error('unplanned');
    await typeHunks(harness.ours, plan.hunks, harness.surface);
    expect(harness.nowMs).toBeGreaterThanOrEqual(3_000);
    expect(harness.nowMs).toBeLessThan(3_300);
    expect(harness.ours.toJSON()).toBe('const a = 2;\n');

    const left = new Harness('const a = 1;\n');
    left.people = [11];
    left.onPause = () => (left.people = [2]);
    await typeHunks(left.ours, plan.hunks, left.surface);
    expect(left.nowMs).toBeLessThan(300);
  });

  it('A17 never splits an emoji into two chunks', async () => {
    const harness = new Harness('');
    harness.onPause = () => expect(harness.ours.toJSON().isWellFormed()).toBe(true);
    const content = '🙂'.repeat(100);
    const plan = planRewrite('', content);
    if (!('hunks' in plan)) throw new Error('unplanned');
    await typeHunks(harness.ours, plan.hunks, harness.surface);
    harness.deliver();
    expect(harness.theirs.toJSON()).toBe(content);
  });
});
