import { describe, expect, it } from 'vitest';
import { purgeMask } from '../../../../shared/purge.ts';
import { coderTables } from '../../../../test/node-sql.ts';
import { UsageTable } from '../../models/usage-table.ts';
import { ownWordWith, purgeRecords } from './records.ts';

const secret = 'pass "word"\nof two lines';

function keptValues(...entries: [string, unknown][]) {
  const values = new Map(entries);
  return {
    values,
    list: () => values.entries(),
    put: (key: string, value: unknown) => void values.set(key, value),
  };
}

describe('the records of a coder', () => {
  it('H35 lose a text in whatever form they have it, and keep all else', () => {
    const sql = coderTables();
    const json = JSON.stringify;
    const lines = ['before', ...secret.split('\n'), 'after'].map((text, atMs) => ({
      level: 'log',
      text,
      atMs,
    }));
    sql.all('INSERT INTO run_output VALUES (?, 0, ?)', 'a', json(lines.slice(0, 2)));
    sql.all('INSERT INTO run_output VALUES (?, 2, ?)', 'a', json(lines.slice(2)));
    sql.all(
      "INSERT INTO runs (run_id, by_user, entry, started_at, state, options, result, result_text) VALUES ('b', '{}', 'main.ts', 1, 'failed', ?, ?, ?)",
      json({ args: [secret], env: { KEY: secret } }),
      json({ deep: json({ deeper: secret }) }),
      `{ deep: '${secret}' }`,
    );
    sql.all('INSERT INTO shells VALUES (?, ?)', 'u', json({ cwd: '/work', env: { [secret]: 'x', B: 'y' } }));
    sql.all('INSERT INTO turns (id, at, known) VALUES (?, 1, ?)', 't', new Uint8Array([1]));
    sql.all('INSERT INTO marks VALUES (?, ?)', 'f', json({ text: secret }));
    sql.all('CREATE TABLE later (name TEXT, data BLOB)');
    sql.all(
      'INSERT INTO later VALUES (?, ?)',
      secret,
      Uint8Array.from(new TextEncoder().encode(`a ${secret}`)),
    );
    const kept = keptValues(['attached:1', [`file: ${secret}`]], ['epoch', 2]);
    expect(purgeRecords(sql, kept, secret)).toEqual({ messages: 0, runs: 2, other: 2 });
    expect(
      sql.all('SELECT entries FROM run_output').map(({ entries }) => JSON.parse(String(entries))),
    ).toEqual([
      [lines[0], { ...lines[1], text: purgeMask }],
      [{ ...lines[2], text: purgeMask }, lines[3]],
    ]);
    const [run] = sql.all('SELECT options, result, result_text, state FROM runs');
    expect(run).toEqual({
      options: json({ args: [purgeMask], env: { KEY: purgeMask } }),
      result: json({ deep: json({ deeper: purgeMask }) }),
      result_text: `{ deep: '${purgeMask}' }`,
      state: 'failed',
    });
    expect(sql.all('SELECT state FROM shells')).toEqual([
      { state: json({ cwd: '/work', env: { [purgeMask]: 'x', B: 'y' } }) },
    ]);
    for (const table of ['turns', 'marks']) expect(sql.all(`SELECT * FROM ${table}`)).toEqual([]);
    expect(sql.all('SELECT * FROM later')).toEqual([
      { name: purgeMask, data: new TextEncoder().encode(`a ${purgeMask}`) },
    ]);
    expect(kept.values).toEqual(
      new Map<string, unknown>([
        ['attached:1', [`file: ${purgeMask}`]],
        ['epoch', 2],
      ]),
    );
    expect(purgeRecords(sql, kept, secret)).toEqual({ messages: 0, runs: 0, other: 0 });
  });

  it('H35 lose a text that the SDK stores in two pieces of a message, and its hash', () => {
    const sql = coderTables();
    sql.all(
      'CREATE TABLE cf_agents_session_messages (session_id TEXT, id TEXT, content TEXT, content_chunks INTEGER, content_hash TEXT, PRIMARY KEY (session_id, id)) WITHOUT ROWID',
    );
    sql.all(
      'CREATE TABLE cf_agents_session_message_chunks (session_id TEXT, id TEXT, idx INTEGER, content TEXT, PRIMARY KEY (session_id, id, idx)) WITHOUT ROWID',
    );
    sql.all("INSERT INTO cf_agents_session_messages VALUES ('', 'm', ?, 1, 'hash')", '{"text":"a hunter2-');
    sql.all("INSERT INTO cf_agents_session_message_chunks VALUES ('', 'm', 0, ?)", 'hunter2 b"}');
    expect(purgeRecords(sql, keptValues(), 'hunter2-hunter2')).toEqual({ messages: 1, runs: 0, other: 0 });
    const [message] = sql.all('SELECT content, content_hash FROM cf_agents_session_messages');
    const [piece] = sql.all('SELECT content FROM cf_agents_session_message_chunks');
    expect(message?.['content_hash']).toBeNull();
    expect(JSON.parse(`${String(message?.['content'])}${String(piece?.['content'])}`)).toEqual({
      text: `a ${purgeMask}${purgeMask} b`,
    });
  });

  it('A182 lose a text from the summaries of the conversation', () => {
    const sql = coderTables();
    sql.all(
      'CREATE TABLE cf_agents_session_messages (session_id TEXT, id TEXT, content TEXT, content_chunks INTEGER, content_hash TEXT, PRIMARY KEY (session_id, id)) WITHOUT ROWID',
    );
    const summary = { messages: 3, tokensBefore: 900, tokensAfter: 90 };
    const message = (text: string): string =>
      JSON.stringify({ id: 'm', parts: [{ type: 'text', text }], metadata: { at: 1, summary } });
    const stored = message(`They use ${secret}.`);
    sql.all("INSERT INTO cf_agents_session_messages VALUES ('', 'm', ?, 0, 'hash')", stored);
    expect(purgeRecords(sql, keptValues(), secret)).toMatchObject({ messages: 1 });
    const [row] = sql.all('SELECT content FROM cf_agents_session_messages');
    expect(row?.['content']).toBe(message(`They use ${purgeMask}.`));
  });

  it('H39 offer no undo of a turn any more', () => {
    const sql = coderTables();
    sql.all(
      'CREATE TABLE cf_agents_session_messages (session_id TEXT, id TEXT, content TEXT, content_chunks INTEGER, content_hash TEXT, PRIMARY KEY (session_id, id)) WITHOUT ROWID',
    );
    sql.all(
      'CREATE TABLE cf_agents_session_message_chunks (session_id TEXT, id TEXT, idx INTEGER, content TEXT, PRIMARY KEY (session_id, id, idx)) WITHOUT ROWID',
    );
    const message = { id: 'm', parts: [], metadata: { turn: 't', files: [{ path: 'a.md' }], model: 'x' } };
    sql.all("INSERT INTO cf_agents_session_messages VALUES ('', 'm', ?, 0, 'hash')", JSON.stringify(message));
    expect(purgeRecords(sql, keptValues(), secret).messages).toBe(0);
    const [row] = sql.all('SELECT content FROM cf_agents_session_messages');
    expect(JSON.parse(String(row?.['content']))).toEqual({
      ...message,
      metadata: { turn: 't', model: 'x' },
    });
  });

  it('H34 have words of their own, and a part of one cannot be purged', () => {
    const sql = coderTables();
    sql.all(
      'INSERT INTO approvals (id, turn, step, call, hash, state, approval) VALUES (?, ?, 1, ?, ?, ?, ?)',
      'a',
      't',
      'c',
      'h',
      'cancelled',
      JSON.stringify({ role: 'assistant', said: 'confidential', answeredBy: {} }),
    );
    for (const word of ['cancelle', 'assistant', 'answered'])
      expect(ownWordWith(sql, word), word).toContain(word);
    for (const text of ['confidential', 'hunter2-hunter2', 'Assistant of mine'])
      expect(ownWordWith(sql, text), text).toBeUndefined();
  });

  it('H35 H42 lose a name from what people have used, and keep how much that was', () => {
    const sql = coderTables();
    const usage = new UsageTable(sql);
    const by = { id: 'u1', name: 'Ann of Sector 7', color: 1, kind: 'human' } as const;
    usage.add({ turn: 'T', by, model: 'gpt' }, { inputTokens: 10, outputTokens: 1 }, undefined);
    purgeRecords(sql, keptValues(), 'of Sector 7');
    expect(usage.report().byPerson).toMatchObject([
      { by: { ...by, name: `Ann ${purgeMask}` }, inputTokens: 10 },
    ]);
  });
});
