import { expect, it } from 'vitest';
import { coderTables } from '../../../test/node-sql.ts';
import { migrate } from './migrations.ts';

it('A50 migrates pending changes from before they had a kind, and tells each kind by its fields', () => {
  const sql = coderTables(undefined, 13);
  const edits = [
    {
      file: 'f',
      hunks: [
        { insert: 'a', stick: 'left' },
        { insert: 'b', stick: 'right' },
      ],
    },
    { file: 'f', path: 'a', to: null },
    { file: 'f', path: 'a', to: 'b' },
  ];
  for (const [step, edit] of edits.entries())
    sql.all(
      'INSERT INTO tool_calls (turn, step, id, edit) VALUES (?, ?, ?, ?)',
      'T',
      step,
      'c',
      JSON.stringify(edit),
    );
  sql.all('INSERT INTO tool_calls (turn, step, id, output) VALUES (?, ?, ?, ?)', 'T', 3, 'c', '{}');
  migrate(sql);
  const kept = sql.all('SELECT edit FROM tool_calls ORDER BY step') as { edit: string | null }[];
  expect(kept.map(({ edit }) => (edit === null ? null : JSON.parse(edit)))).toEqual([
    {
      kind: 'edit',
      file: 'f',
      hunks: [
        { insert: 'a', assoc: -1 },
        { insert: 'b', assoc: 0 },
      ],
    },
    { ...edits[1], kind: 'path' },
    { ...edits[2], kind: 'path' },
    null,
  ]);
});
