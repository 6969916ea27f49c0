import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import type { User } from '../../../shared/roles.ts';
import { coderTables } from '../../../test/node-sql.ts';
import { Approvals } from '../approvals/approvals.ts';
import { ReadSnapshotStore } from '../edits/read-snapshot-store.ts';
import { ActionStore } from '../host/action-store.ts';
import { Names } from '../http/names.ts';
import { UsageTable } from '../models/usage-table.ts';
import { purgeRecords } from '../owner/purge/records.ts';
import { RunStore } from '../runs/run-store.ts';
import { TerminalStore } from '../terminal/terminal-store.ts';
import type { Sql } from './sql.ts';
import { ToolCallJournal } from './tool-call-journal.ts';

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

const ann: User = { id: 'ann', name: 'Ann', color: 1, kind: 'human' };
const ben: User = { ...ann, id: 'ben', name: 'Ben' };
describe('a damaged record', () => {
  it.each([
    ['by_user', '{'],
    ['options', '[1,'],
    ['error', 'x'],
    ['result', '{"a"'],
    ['state', 'sleeping'],
    ['started_at', 'x'],
  ])('A233 is missing among the runs: %s', (column, value) => {
    const sql = coderTables();
    const store = new RunStore(sql);
    for (const runId of ['a', 'b', 'c'])
      store.add({ runId, by: ann, entry: 'main.ts', startedAt: 1, state: 'queued' });
    sql.all(`UPDATE runs SET ${column} = ? WHERE run_id = 'b'`, value);
    expect(store.list(10).map(({ runId }) => runId)).toEqual(['c', 'a']);
    expect(() => store.run('b')).toThrow('damaged');
    expect(() => store.result('b')).toThrow('damaged');
    store.endUnfinished(5, { category: 'unknown', message: 'Stopped.' });
    expect(store.run('a').state).toBe('failed');
  });

  it('A233 is missing in a run’s output, and among actions and the terminal’s lines', () => {
    const sql = coderTables();
    const runs = new RunStore(sql);
    runs.add({ runId: 'a', by: ann, entry: 'main.ts', startedAt: 1, state: 'queued' });
    runs.begin('a', 1);
    for (const text of ['one', 'two', 'three']) runs.append('a', [{ level: 'log', text, atMs: 1 }]);
    sql.all("UPDATE run_output SET entries = '[' WHERE seq = 1");
    expect(runs.output('a').map(({ text }) => text)).toEqual(['one', 'three']);
    const actions = new ActionStore(sql);
    for (const path of ['a.md', 'b.md', 'c.md']) actions.add(ann, { kind: 'delete', path }, { runId: 'a' });
    sql.all("UPDATE actions SET effect = '{' WHERE id = 2");
    expect([actions.list(9), actions.ofRun('a')].map((list) => list.map(({ id }) => id))).toEqual([
      [3, 1],
      [1, 3],
    ]);
    const terminal = new TerminalStore(sql);
    for (const command of ['ls', 'pwd', 'date'])
      terminal.add({ by: ann, at: 1, command, cwd: '/work', state: 'ended', stdout: '', stderr: '' });
    sql.all("UPDATE terminal SET line = '!' WHERE id = 2");
    expect(terminal.list(9).map(({ command }) => command)).toEqual(['ls', 'date']);
    expect(() => terminal.get(2)).toThrow('no such command');
    terminal.keepShell(ann, { cwd: '/work', env: {} });
    sql.all("UPDATE shells SET state = '{'");
    expect(terminal.shellOf(ann)).toBeUndefined();
  });

  it('A233 of an approval is asked of nobody, and can be cancelled with its turn', async () => {
    const sql = coderTables();
    sql.all(
      "INSERT INTO approvals (id, turn, step, call, hash, state, approval) VALUES ('a', 't', 3, 'c', 'h', 'pending', '{')",
    );
    const approvals = new Approvals({
      sql,
      room: { doc: new Y.Doc(), clientIdFor: async () => 1, transactAs: () => undefined },
      emit: () => undefined,
      onPending: () => undefined,
      waitSeconds: undefined,
    });
    expect(approvals.newest()).toEqual([]);
    expect(approvals.resumePending('t')).toBeUndefined();
    await expect(approvals.decide('a', { decision: 'allow' }, ann)).rejects.toThrow('no such question');
    expect(approvals.cancelPending('t')).toEqual([{ turn: 't', step: 3, id: 'c', hasRun: false }]);
    expect(sql.all('SELECT state FROM approvals')).toEqual([{ state: 'cut' }]);
  });

  it('A233 of what the agent has read has it read the file again', () => {
    const sql = coderTables();
    sql.all("INSERT INTO marks VALUES ('f', '{')");
    expect(new ReadSnapshotStore(sql).get('f')).toBeUndefined();
  });

  it('A233 of a tool call is answered as failed, and the call is not made again', () => {
    const sql = coderTables();
    const calls = new ToolCallJournal(sql);
    const key = { turn: 't', step: 1, id: 'c' };
    calls.ended(key, { ok: true });
    calls.planned({ ...key, id: 'd' }, { kind: 'edit' });
    sql.all("UPDATE tool_calls SET output = '{' WHERE id = 'c'");
    sql.all("UPDATE tool_calls SET edit = '{' WHERE id = 'd'");
    const failed = { error: { code: 'internal', message: expect.stringContaining('damaged') } };
    expect(calls.answered(key)).toEqual({ output: failed });
    expect(calls.of('t')).toEqual([
      { ...key, output: failed },
      { ...key, id: 'd', pending: failed },
    ]);
  });

  it('A233 is missing in what was used by whom, and still counts', () => {
    const usage = (sql: Sql): UsageTable => new UsageTable(sql, () => 1e12);
    const sql = coderTables();
    for (const by of [ann, ben])
      usage(sql).add({ turn: by.id, by, model: 'm' }, { inputTokens: 10, outputTokens: 1 }, undefined);
    sql.all("UPDATE usage SET by_user = '{' WHERE turn = 'ben'");
    const { today, byPerson } = usage(sql).report();
    expect(today.inputTokens).toBe(20);
    expect(byPerson.map(({ by }) => by.name)).toEqual(['Ann']);
    sql.all('UPDATE usage SET by_user = \'{"id":"ben"}\' WHERE turn = \'ben\'');
    expect(
      usage(sql)
        .report()
        .byPerson.map(({ by }) => by.name),
    ).toEqual(['Ann']);
  });

  it('A233 of a name leaves that name to nobody, and people theirs', () => {
    const sql = coderTables();
    const names = new Names(sql, []);
    expect(names.claim('Ada', 'a', 1)).toBe('Ada');
    sql.all("UPDATE names SET number = 'x', user = x'00'");
    expect(names.claim('Ada', 'b', 2)).toBe('Ada (2)');
    expect(names.claim('Bo', 'c', 2)).toBe('Bo');
  });

  it('A233 goes with a purge, whatever it has of the text; a message is emptied', () => {
    const sql = coderTables();
    sql.all(
      'CREATE TABLE cf_agents_session_messages (session_id TEXT, id TEXT, content TEXT, content_chunks INTEGER, content_hash TEXT, PRIMARY KEY (session_id, id)) WITHOUT ROWID',
    );
    sql.all(
      'CREATE TABLE cf_agents_session_message_chunks (session_id TEXT, id TEXT, idx INTEGER, content TEXT, PRIMARY KEY (session_id, id, idx)) WITHOUT ROWID',
    );
    const insert = (id: string, content: string, pieces: string[] = []): void => {
      sql.all(
        "INSERT INTO cf_agents_session_messages VALUES ('', ?, ?, ?, 'hash')",
        id,
        content,
        pieces.length,
      );
      for (const [i, piece] of pieces.entries())
        sql.all("INSERT INTO cf_agents_session_message_chunks VALUES ('', ?, ?, ?)", id, i, piece);
    };
    // The text is there, but escaped, and the JSON around it is broken.
    insert('broken', '{"text":"of two\\nlines"');
    insert('whole', '{"text":"kept"}');
    insert('in pieces', '{"text":"ke', ['pt in', ' three"}']);
    insert('broken pieces', '{"text":"of two\\n', ['lines"']);
    sql.all('INSERT INTO terminal (line) VALUES (\'{"output":"of two\\nlines\'), (\'{"output":"kept"}\')');
    sql.all("INSERT INTO shells VALUES ('u', x'7b7d'), ('v', '{}')");
    sql.all("INSERT INTO authors VALUES (1, '{'), (2, '{}')");
    sql.all(
      "INSERT INTO turn_requests VALUES ('t', 1, '{', 'of two', 'm'), ('u', 1, '{}', '{[not JSON', 'm')",
    );
    const kept = { list: () => new Map<string, unknown>().entries(), put: () => undefined };
    purgeRecords(sql, kept, 'of two\nlines');
    const left = (table: string, column: string): unknown[] =>
      sql.all(`SELECT ${column} AS value FROM ${table} ORDER BY 1`).map(({ value }) => value);
    expect(left('cf_agents_session_messages', 'content')).toEqual([
      '{"text":"ke',
      '{"text":"kept"}',
      '{}',
      '{}',
    ]);
    expect(left('cf_agents_session_message_chunks', 'content')).toEqual([' three"}', 'pt in']);
    expect(left('terminal', 'line')).toEqual(['{"output":"kept"}']);
    expect(left('shells', 'user')).toEqual(['v']);
    expect(left('authors', 'client_id')).toEqual([2]);
    expect(left('turn_requests', 'request')).toEqual(['{[not JSON']);
  });
});
