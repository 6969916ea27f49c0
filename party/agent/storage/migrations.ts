import type { Sql } from './sql.ts';

/** Each runs once, in order. A released migration never changes; new ones go at the end. */
const migrations: readonly string[][] = [
  [
    'CREATE TABLE code_updates (version INTEGER PRIMARY KEY, timestamp TEXT NOT NULL, data BLOB NOT NULL)',
    'CREATE TABLE code_snapshots (version INTEGER PRIMARY KEY, timestamp TEXT NOT NULL, data BLOB NOT NULL)',
    `CREATE TABLE code_parts (of TEXT NOT NULL, version INTEGER NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL,
       PRIMARY KEY (of, version, part))`,
    'CREATE TABLE code_version (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL)',
    'INSERT INTO code_version (id, version) VALUES (1, 0)',
    `CREATE TABLE runs (number INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL UNIQUE, by_user TEXT NOT NULL,
       entry TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER, state TEXT NOT NULL, duration_ms REAL,
       error TEXT, result TEXT, result_text TEXT, truncated INTEGER NOT NULL DEFAULT 0)`,
    'CREATE TABLE run_output (run_id TEXT NOT NULL, seq INTEGER NOT NULL, entries TEXT NOT NULL, PRIMARY KEY (run_id, seq))',
  ],
  [
    'ALTER TABLE runs ADD COLUMN options TEXT',
    'ALTER TABLE runs ADD COLUMN loose INTEGER NOT NULL DEFAULT 0',
  ],
  [
    `CREATE TABLE turns (id TEXT PRIMARY KEY, at INTEGER NOT NULL, known BLOB NOT NULL, undone INTEGER NOT NULL DEFAULT 0,
       spared TEXT NOT NULL DEFAULT '[]', files TEXT)`,
    `CREATE TABLE turn_text (turn TEXT NOT NULL, kind TEXT NOT NULL, client INTEGER NOT NULL, clock INTEGER NOT NULL,
       length INTEGER NOT NULL)`,
    'CREATE INDEX turn_text_of ON turn_text (turn, kind, client)',
    'CREATE TABLE turn_paths (seq INTEGER PRIMARY KEY AUTOINCREMENT, turn TEXT NOT NULL, file TEXT NOT NULL, before TEXT, after TEXT)',
    `CREATE TABLE text_copies (seq INTEGER PRIMARY KEY AUTOINCREMENT, of_client INTEGER NOT NULL, of_clock INTEGER NOT NULL,
       to_client INTEGER NOT NULL, to_clock INTEGER NOT NULL, length INTEGER NOT NULL)`,
    'CREATE TABLE text_gone (client INTEGER NOT NULL, clock INTEGER NOT NULL, length INTEGER NOT NULL)',
  ],
  [
    `CREATE TABLE tool_calls (turn TEXT NOT NULL, step INTEGER NOT NULL, id TEXT NOT NULL, edit TEXT, output TEXT,
       PRIMARY KEY (turn, step, id))`,
  ],
  ['CREATE TABLE authors (client_id INTEGER PRIMARY KEY, author TEXT NOT NULL)'],
  [
    `CREATE TABLE actions (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, by_user TEXT NOT NULL,
       run_id TEXT NOT NULL, effect TEXT NOT NULL)`,
    'CREATE INDEX actions_of_run ON actions (run_id)',
  ],
  [
    `CREATE TABLE approvals (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, turn TEXT NOT NULL,
       step INTEGER NOT NULL, call TEXT NOT NULL, hash TEXT NOT NULL, state TEXT NOT NULL, approval TEXT NOT NULL)`,
  ],
  [
    'CREATE TABLE terminal (id INTEGER PRIMARY KEY AUTOINCREMENT, line TEXT NOT NULL)',
    'CREATE TABLE shells (user TEXT PRIMARY KEY, state TEXT NOT NULL)',
  ],
  ['CREATE TABLE marks (file TEXT PRIMARY KEY, mark TEXT NOT NULL)'],
  ['ALTER TABLE code_updates ADD COLUMN writer INTEGER'],
  ['ALTER TABLE actions ADD COLUMN turn TEXT'],
  [
    `CREATE TABLE names (folded TEXT PRIMARY KEY, wanted TEXT NOT NULL, number INTEGER NOT NULL, user TEXT NOT NULL,
       used_at INTEGER NOT NULL)`,
    'CREATE INDEX names_wanted ON names (wanted, user, number)',
    'CREATE INDEX names_used ON names (used_at)',
  ],
  ['CREATE TABLE purge (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL)'],
  [
    `UPDATE tool_calls SET edit = json_set(edit, '$.kind', CASE WHEN json_type(edit, '$.to') IS NULL THEN 'edit' ELSE 'path' END)
       WHERE edit IS NOT NULL`,
    `UPDATE tool_calls SET edit = json_set(edit, '$.hunks', (SELECT json_group_array(json_set(json_remove(value, '$.stick'),
       '$.assoc', CASE json_extract(value, '$.stick') WHEN 'left' THEN -1 ELSE 0 END)) FROM json_each(edit, '$.hunks')))
       WHERE json_type(edit, '$.hunks') = 'array'`,
  ],
  [
    `CREATE TABLE usage (turn TEXT NOT NULL, day INTEGER NOT NULL, model TEXT NOT NULL, at INTEGER NOT NULL,
       by_user TEXT NOT NULL, input INTEGER NOT NULL, cached INTEGER NOT NULL, output INTEGER NOT NULL, cost REAL,
       listed INTEGER NOT NULL, PRIMARY KEY (turn, day, model))`,
    'CREATE INDEX usage_of_day ON usage (day)',
  ],
  [
    'ALTER TABLE turns ADD COLUMN undone_by TEXT',
    `CREATE TABLE turn_parts (seq INTEGER PRIMARY KEY AUTOINCREMENT, turn TEXT NOT NULL, id TEXT NOT NULL, file TEXT NOT NULL,
       kind TEXT NOT NULL, ids TEXT NOT NULL, undone INTEGER NOT NULL, kept INTEGER NOT NULL DEFAULT 0)`,
    'CREATE UNIQUE INDEX turn_parts_of ON turn_parts (turn, id)',
    `CREATE TABLE turn_requests (turn TEXT PRIMARY KEY, at INTEGER NOT NULL, by_user TEXT NOT NULL, request TEXT NOT NULL,
       model TEXT NOT NULL)`,
  ],
];

/** Runs the migrations that the coder's tables have not had yet. @param last the number of the last one, from 1 */
export function migrate(sql: Sql, last = migrations.length): void {
  sql.all('CREATE TABLE IF NOT EXISTS migrations (id INTEGER PRIMARY KEY)');
  const done = sql.all('SELECT id FROM migrations').length;
  for (const [i, statements] of migrations.slice(0, last).entries()) {
    if (i < done) continue;
    sql.transaction(() => {
      for (const statement of statements) sql.all(statement);
      sql.all('INSERT INTO migrations (id) VALUES (?)', i + 1);
    });
  }
}
