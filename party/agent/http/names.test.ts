import { beforeEach, describe, expect, it } from 'vitest';
import { roomLimits } from '../../../shared/limits.ts';
import { coderTables } from '../../../test/node-sql.ts';
import { Names } from './names.ts';
import type { Sql } from '../storage/sql.ts';

describe('names', () => {
  let sql: Sql;
  let names: Names;
  beforeEach(() => {
    sql = coderTables();
    names = new Names(sql, []);
  });

  it('K22 go to the first person; later ones with a similar name get a number', () => {
    expect(names.claim('Ada', 'a', 1)).toBe('Ada');
    expect(names.claim('ada', 'b', 2)).toBe('ada (2)');
    expect(names.claim('Аdа', 'c', 3)).toBe('Аdа (3)');
    expect(names.claim('Bo', 'd', 4)).toBe('Bo');
  });

  it('K22 stay the same, whichever of their names people return with', () => {
    for (const id of ['a', 'b']) names.claim('Ada', id, 1);
    const again = new Names(sql, []);
    expect(again.claim('Ada', 'a', 2)).toBe('Ada');
    expect(again.claim('ADA', 'a', 2)).toBe('ADA');
    expect(again.claim('Ada', 'b', 2)).toBe('Ada (2)');
    expect(again.claim('Ada (2)', 'b', 2)).toBe('Ada (2)');
    expect(again.claim('Ada (2)', 'c', 3)).toBe('Ada (2) (2)');
    expect(again.claim('Ada', 'c', 3)).toBe('Ada (3)');
  });

  it('K22 that someone once had stay theirs', () => {
    names.claim('Ada', 'a', 1);
    names.claim('Bo', 'a', 2);
    expect(names.claim('Ada', 'b', 3)).toBe('Ada (2)');
    expect(names.claim('Ada', 'a', 4)).toBe('Ada');
  });

  it('K22 never get a number that is already part of someone’s name', () => {
    names.claim('Ada', 'a', 1);
    names.claim('Ada 2', 'b', 1);
    expect(names.claim('Ada', 'c', 1)).toBe('Ada (3)');
  });

  it('K22 of earlier authors are reserved for them', () => {
    const author = { id: 'a', name: 'Ada', color: 1, kind: 'human' } as const;
    const older = new Names(coderTables(), [
      author,
      { ...author, id: 'agent', name: 'Agent', kind: 'agent' },
    ]);
    expect(older.claim('Ada', 'b', 1)).toBe('Ada (2)');
  });

  it('K22 unused for the longest time are forgotten first', () => {
    sql.all(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
         INSERT INTO names (folded, wanted, number, user, used_at) SELECT 'x' || i, 'x' || i, 1, 'x', i FROM n`,
      roomLimits.maxNames,
    );
    names.claim('Ada', 'a', roomLimits.maxNames + 1);
    expect(names.claim('x1', 'b', roomLimits.maxNames + 2)).toBe('x1');
    expect(names.claim('Ada', 'b', roomLimits.maxNames + 3)).toBe('Ada (2)');
    expect(sql.all('SELECT count(*) AS n FROM names')).toEqual([{ n: roomLimits.maxNames }]);
  });
});
