import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { userNamed } from '../../../test/test-room.ts';
import { endUndoHarnesses, UndoHarness } from '../../../test/undo-harness.ts';

let said: MockInstance<typeof console.error>;
beforeEach(() => {
  said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  endUndoHarnesses();
  vi.restoreAllMocks();
});

/** Three turns that each create a file and edit it, with the requests for them. */
async function threeTurns(): Promise<UndoHarness> {
  const harness = new UndoHarness();
  harness.replica.hold();
  await harness.replica.join();
  for (const id of ['one', 'two', 'three']) {
    harness.asked = { by: userNamed('ann'), request: `make ${id}`, model: 'test' };
    const editor = await harness.editor(id);
    await editor.write(`${id}.md`, `${id} begins\n`);
    harness.turns.close(id);
  }
  await harness.meet();
  return harness;
}

const damages: [string, string][] = [
  ['its trashed files', "UPDATE turns SET spared = '[!' WHERE id = 'two'"],
  ['its files', "UPDATE turns SET files = '{}' WHERE id = 'two'"],
  ['who undid it', "UPDATE turns SET undone_by = 'x' WHERE id = 'two'"],
  ['the state before it', "UPDATE turns SET known = 'x' WHERE id = 'two'"],
  ['its time', "UPDATE turns SET at = 'x' WHERE id = 'two'"],
  ['its text', "UPDATE turn_text SET clock = 'x' WHERE turn = 'two'"],
  ['the kind of its text', "UPDATE turn_text SET kind = 'x' WHERE turn = 'two'"],
  ['its paths', "UPDATE turn_paths SET file = x'00' WHERE turn = 'two'"],
  ['the ids of its parts', "UPDATE turn_parts SET ids = '[{' WHERE turn = 'two'"],
  ['the kinds of its parts', "UPDATE turn_parts SET kind = 'x' WHERE turn = 'two'"],
];

describe('a damaged record of turns', () => {
  it.each(damages)('A232 takes undo from its turn alone: %s', async (_, statement) => {
    const harness = await threeTurns();
    expect(harness.sql.all(`${statement} RETURNING 1`).length).toBeGreaterThan(0);
    harness.wake();
    const listed = harness.turns.list(10).map(({ id, state, request }) => [id, state, request]);
    expect(Object.fromEntries(listed.map(([id, ...rest]) => [id, rest]))).toEqual({
      one: ['done', 'make one'],
      two: ['gone', 'make two'],
      three: ['done', 'make three'],
    });
    for (const call of [
      () => harness.turns.preview({ id: 'two', undo: true }),
      () => harness.turns.set({ id: 'two', undo: true }, userNamed('ann')),
      () => harness.turns.keep('two', []),
    ])
      await expect(call()).rejects.toThrow('record of what this turn changed is damaged');
    await harness.turns.set({ id: 'one', undo: true }, userNamed('ann'));
    await harness.turns.set({ id: 'three', undo: true }, userNamed('ann'));
    await harness.meet();
    expect([harness.text('one.md'), harness.text('two.md'), harness.text('three.md')]).toEqual([
      undefined,
      'two begins\n',
      undefined,
    ]);
    expect(said).toHaveBeenCalledWith(expect.stringContaining('cannot be read'), expect.anything());
  });

  it('A232 stays with its turn when that goes on writing', async () => {
    const harness = await threeTurns();
    harness.sql.all("UPDATE turns SET spared = '[!' WHERE id = 'two'");
    harness.wake();
    const editor = await harness.editor('two');
    await editor.write('more.md', 'more of it\n');
    expect(harness.turns.close('two')).toEqual([]);
    await harness.meet();
    expect(harness.text('more.md')).toBe('more of it\n');
    harness.wake();
    expect(harness.turns.list(10).find(({ id }) => id === 'two')?.state).toBe('gone');
  });

  it('A232 leaves a turn whose request alone is damaged', async () => {
    const harness = await threeTurns();
    harness.sql.all("UPDATE turn_requests SET by_user = '{' WHERE turn = 'two'");
    harness.wake();
    const [, two] = harness.turns.list(10).toSorted((a, b) => a.at - b.at);
    expect([two?.id, two?.state, two?.request]).toEqual(['two', 'done', undefined]);
    await harness.turns.set({ id: 'two', undo: true }, userNamed('ann'));
    expect(harness.text('two.md')).toBeUndefined();
  });

  it('A232 ends nothing where no turn is named', async () => {
    const harness = await threeTurns();
    await harness.turns.set({ id: 'one', undo: true }, userNamed('ann'));
    await harness.turns.set({ id: 'one', undo: false }, userNamed('ann'));
    const { sql } = harness;
    sql.all("INSERT INTO turn_text (turn, kind, client, clock, length) VALUES ('none', 'insert', 1, 1, 1)");
    sql.all("INSERT INTO text_gone (client, clock, length) VALUES (1, 'x', 1)");
    sql.all(
      "INSERT INTO text_copies (of_client, of_clock, to_client, to_clock, length) VALUES (1, 2, 3, 'x', 1)",
    );
    harness.wake();
    expect(harness.turns.list(10).map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    await harness.turns.set({ id: 'three', undo: true }, userNamed('ann'));
    expect(harness.text('three.md')).toBeUndefined();
  });
});
