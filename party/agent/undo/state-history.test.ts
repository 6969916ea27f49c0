import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { coderTables } from '../../../test/node-sql.ts';
import { StateHistory } from './state-history.ts';
import { TurnLedger } from './turn-ledger.ts';

const sorted = (state: ReadonlyMap<number, number>): [number, number][] =>
  [...state].toSorted(([a], [b]) => a - b);

it('gives each turn’s state vector again, from differences', () => {
  const history = new StateHistory();
  const again = new StateHistory();
  const state = new Map<number, number>();
  const states: [number, number][][] = [];
  for (let turn = 0; turn < 50; turn++) {
    for (let i = 0; i < 3; i++) state.set((turn * 7 + i) % 20, turn + 1);
    states.push(sorted(state));
    again.load(`${turn}`, history.add(`${turn}`, new Map(state)));
  }
  for (const [turn, expected] of states.entries()) {
    expect(sorted(history.before(`${turn}`))).toEqual(expected);
    expect(sorted(again.before(`${turn}`))).toEqual(expected);
  }
});

it('A230 stores with a turn what the room wrote since the turn before, and reads what earlier releases stored', () => {
  const sql = coderTables();
  const state = new Map(Array.from({ length: 5_000 }, (_, i): [number, number] => [4_000_000_000 + i, 50]));
  for (const [at, id] of ['b', 'a'].entries()) {
    state.set(4_000_000_000 + at, 60);
    sql.all(
      'INSERT INTO turns (id, at, known) VALUES (?, 1, ?)',
      id,
      new Uint8Array(Y.encodeStateVector(new Map(state))),
    );
  }
  const ledger = new TurnLedger(sql);
  const old = sorted(state);
  state.set(7, 1);
  ledger.open({ id: 'c', at: 2, stateBefore: state }, undefined);
  for (const each of [ledger, new TurnLedger(sql)]) {
    expect(each.states.before('b').get(4_000_000_001)).toBe(50);
    expect(sorted(each.states.before('a'))).toEqual(old);
    expect(sorted(each.states.before('c'))).toEqual(sorted(state));
  }
  const bytes = sql.all("SELECT length(known) AS n FROM turns WHERE id = 'c'")[0]?.['n'];
  expect(Number(bytes)).toBeLessThan(10);
});
