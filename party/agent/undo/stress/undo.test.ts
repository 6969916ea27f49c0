import { expect, it } from 'vitest';
import { count, report } from '../../../../test/counts.ts';
import { RandomUndo } from '../../../../test/random-undo.ts';
import { firstSeed } from '../../../../test/seed.ts';

/** Checks that each character is visible exactly when it should be, on every replica and in order. */
function check(harness: RandomUndo, seed: number): void {
  harness.deliver(true);
  const text = harness.textOf(harness.coder).toJSON();
  for (const person of harness.people) expect(harness.textOf(person).toJSON(), `seed ${seed}`).toBe(text);
  const isUndone = (turn: string, character: string): boolean =>
    harness.undone.get(turn)?.has(character) === true;
  for (const [character, { writer, deletedByPerson, deletedBy }] of harness.known) {
    const where = `seed ${seed}: ${character} of ${writer}`;
    const count = text.split(character).length - 1;
    const isHidden = isUndone(writer, character) || [...deletedBy].some((turn) => !isUndone(turn, character));
    if (harness.contested.has(character)) expect(count, where).toBeLessThanOrEqual(1);
    else expect(count, where).toBe(isHidden || deletedByPerson ? 0 : 1);
  }
  for (const [left, right] of harness.order) {
    const [a, b] = [text.indexOf(left), text.indexOf(right)];
    if (a >= 0 && b >= 0) expect(a, `seed ${seed}: ${left} before ${right}`).toBeLessThan(b);
  }
}

/**
 * Undoes a turn part by part, in any order, which comes to the same as undoing it whole, and redoes it alike.
 * @returns how many turns of several parts it took
 */
function partByPart(harness: RandomUndo, seed: number): number {
  const turn = harness.pickTurn();
  if (!turn) return 0;
  const undone = turn.parts.filter((part) => part.undone);
  if (undone.length > 0) harness.set(turn, undone, false);
  const read = (): string => harness.textOf(harness.coder).toJSON();
  const inAnyOrder = (undo: boolean): void => {
    const left = [...turn.parts];
    while (left.length > 0) harness.set(turn, left.splice(harness.random.int(left.length), 1), undo);
  };
  const before = read();
  harness.set(turn, turn.parts, true);
  const without = read();
  inAnyOrder(false);
  expect(read(), `seed ${seed}: redone part by part`).toBe(before);
  inAnyOrder(true);
  expect(read(), `seed ${seed}: undone part by part`).toBe(without);
  harness.set(turn, turn.parts, false);
  expect(read(), `seed ${seed}: redone whole`).toBe(before);
  return turn.parts.length > 1 ? 1 : 0;
}

it('A45 A193 A228 undoes and redoes turns and their parts out of order among people’s edits, with restarts, whatever deleted text was dropped', () => {
  let toggles = 0;
  let contested = 0;
  let split = 0;
  for (let seed = firstSeed; seed < firstSeed + count('undoSeeds'); seed++) {
    const harness = new RandomUndo(seed);
    for (let step = 0; step < 30; step++) {
      const chance = harness.random.next();
      if (chance < 0.2) harness.turn(`t${step}`);
      else if (chance < 0.45) harness.person();
      else if (chance < 0.75) {
        harness.toggle();
        toggles++;
      } else if (chance < 0.8) harness.restart();
      else if (chance < 0.85) harness.collect();
      else harness.deliver();
    }
    check(harness, seed);
    contested += harness.contested.size;
    split += partByPart(harness, seed);
    check(harness, seed);
  }
  // Otherwise the seeds would test little undo.
  expect(toggles).toBeGreaterThan(5 * count('undoSeeds'));
  expect(split).toBeGreaterThan(count('undoSeeds') / 4);
  report(
    `${count('undoSeeds')} seeds, ${toggles} undos and redos, ${split} turns part by part, ${contested} contested characters`,
  );
});
