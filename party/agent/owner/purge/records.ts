import * as z from 'zod/mini';
import { foldName } from '../../../../shared/names.ts';
import { findText, piecesWithout, type Purged, valueWithout, withoutText } from '../../../../shared/purge.ts';
import type { Sql, SqlValue } from '../../storage/sql.ts';
import { quoted, type Table, tablesIn } from './schema.ts';
import { deleteUnreadable } from './unreadable-records.ts';

/** Tables that are useless without the old history: undo of turns, what the agent has read, streaming replies. */
const emptied = new Set([
  'turns',
  'turn_text',
  'turn_paths',
  'turn_parts',
  'text_copies',
  'text_gone',
  'tool_calls',
  'marks',
  'cf_agents_streams',
  'cf_agents_stream_blocks',
]);
/** Tables of the document, which is replaced as a whole, and of the purge itself. */
const others = new Set([
  'code_updates',
  'code_snapshots',
  'code_parts',
  'code_version',
  'migrations',
  'purge',
]);

const messages = 'cf_agents_session_messages';
const messagePieces = 'cf_agents_session_message_chunks';

/** The key-value storage beside the tables. */
export interface KeptValues {
  list(): Iterable<[string, unknown]>;
  put(key: string, value: unknown): void;
}

/**
 * Purges a text from everything that a coder stores except the document, whatever tables there are, the SDK's too. Call it
 * within a transaction. @returns how many records had the text
 */
export function purgeRecords(sql: Sql, kept: KeptValues, text: string): Omit<Purged, 'files'> {
  const found = { messages: new Set<SqlValue>(), runs: new Set<SqlValue>(), other: 0 };
  deleteUnreadable(sql, tablesIn(sql));
  for (const table of tablesIn(sql)) {
    if (emptied.has(table.name)) sql.all(`DELETE FROM ${quoted(table.name)}`);
    else if (!others.has(table.name)) {
      for (const row of purgeRows(sql, table, text)) {
        if (table.name === messages || table.name === messagePieces) found.messages.add(row['id'] ?? '');
        else if (table.name === 'runs' || table.name === 'run_output') found.runs.add(row['run_id'] ?? '');
        else found.other++;
      }
    }
  }
  for (const runId of purgeSplitOutput(sql, text)) found.runs.add(runId);
  if (tablesIn(sql).some(({ name }) => name === messages)) {
    for (const id of purgeSplitMessages(sql, text)) found.messages.add(id);
    endUndo(sql);
  }
  purgeNames(sql, text);
  for (const [key, value] of Array.from(kept.list())) {
    const without = valueWithout(value, text);
    if (without !== value) kept.put(key, without);
  }
  return { messages: found.messages.size, runs: found.runs.size, other: found.other };
}

/** Works row by row, because rows can be large. @returns the rows that had the text, as they were */
function* purgeRows(
  sql: Sql,
  { name, keys }: Table,
  text: string,
): Generator<Record<string, SqlValue>, void> {
  const where = keys.map((key) => `${quoted(key)} IS ?`).join(' AND ');
  // Aliased: SQLite returns `rowid` under the name of the INTEGER PRIMARY KEY column.
  const columns = keys.map((key) => `${quoted(key)} AS ${quoted(key)}`).join(', ');
  for (const place of sql.all(`SELECT ${columns} FROM ${quoted(name)}`)) {
    const at = keys.map((key) => place[key] ?? null);
    const [row] = sql.all(`SELECT * FROM ${quoted(name)} WHERE ${where}`, ...at);
    if (!row) continue;
    const changes = Object.entries(row).flatMap(([column, value]): [string, SqlValue][] => {
      const without = recordWithout(value, text);
      return without === value ? [] : [[column, without]];
    });
    if (changes.length === 0) continue;
    // A hash of the old content would confirm a guess.
    if ('content_hash' in row) changes.push(['content_hash', null]);
    const sets = changes.map(([column]) => `${quoted(column)} = ?`).join(', ');
    // Without the text two keys may become one.
    sql.all(
      `UPDATE OR REPLACE ${quoted(name)} SET ${sets} WHERE ${where}`,
      ...changes.map(([, value]) => value),
      ...at,
    );
    yield row;
  }
}

function recordWithout(value: SqlValue, text: string): SqlValue {
  if (typeof value === 'string') return stringWithout(value, text);
  if (!(value instanceof Uint8Array)) return value;
  const read = new TextDecoder().decode(value);
  return findText(read, text).length === 0
    ? value
    : Uint8Array.from(new TextEncoder().encode(withoutText(read, text)));
}

/** Purges inside JSON values, so that JSON stays JSON. */
function stringWithout(value: string, text: string): string {
  if (findText(value, text).length === 0) return value;
  const read = jsonIn(value);
  if (typeof read !== 'object') return withoutText(value, text);
  const without = valueWithout(read, text);
  return without === read ? value : JSON.stringify(without);
}

function jsonIn(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    // Not JSON: plain text.
    return undefined;
  }
}

const outputRow = z.object({ seq: z.number(), entries: z.string() });
const entriesSchema = z.array(z.looseObject({ text: z.string() }));

/** Purges a text of several lines from output, where each line is an entry. @returns the ids of the runs that had it */
function purgeSplitOutput(sql: Sql, text: string): SqlValue[] {
  if (!text.includes('\n')) return [];
  return sql.all('SELECT DISTINCT run_id FROM run_output').flatMap(({ run_id: runId = null }) => {
    const rows = sql.all('SELECT seq, entries FROM run_output WHERE run_id = ? ORDER BY seq', runId);
    const pieces = rows.map((row) => {
      const { seq, entries } = outputRow.parse(row);
      return { seq, entries: entriesSchema.parse(JSON.parse(entries)) };
    });
    const texts = pieces.flatMap(({ entries }) => entries.map((entry) => entry.text));
    const without = piecesWithout(texts, text, '\n');
    if (without.every((line, i) => line === texts[i])) return [];
    let at = 0;
    for (const { seq, entries } of pieces) {
      const after = entries.map((entry) => ({ ...entry, text: without[at++] ?? entry.text }));
      const json = JSON.stringify(after);
      sql.all('UPDATE run_output SET entries = ? WHERE run_id = ? AND seq = ?', json, runId, seq);
    }
    return [runId];
  });
}

const messageRow = z.object({ session_id: z.string(), id: z.string(), content: z.string() });
const pieceRow = z.object({ idx: z.number(), content: z.string() });

/** Purges from large messages, which the SDK stores in pieces. @returns the ids of the messages that had it */
function purgeSplitMessages(sql: Sql, text: string): string[] {
  const rows = sql.all(`SELECT session_id, id, content FROM ${messages} WHERE content_chunks > 0`);
  return rows.flatMap((row) => {
    const { session_id: session, id, content } = messageRow.parse(row);
    const of = 'session_id = ? AND id = ?';
    const pieces = sql
      .all(`SELECT idx, content FROM ${messagePieces} WHERE ${of} ORDER BY idx`, session, id)
      .map((piece) => pieceRow.parse(piece));
    const whole = [content, ...pieces.map((piece) => piece.content)];
    const without = piecesWithout(whole, text, '');
    if (without.every((piece, i) => piece === whole[i])) return [];
    const [head = '', ...rest] = without;
    sql.all(`UPDATE ${messages} SET content = ?, content_hash = NULL WHERE ${of}`, head, session, id);
    for (const [i, { idx }] of pieces.entries())
      sql.all(
        `UPDATE ${messagePieces} SET content = ? WHERE ${of} AND idx = ?`,
        rest[i] ?? '',
        session,
        id,
        idx,
      );
    return [id];
  });
}

const turnMessage = z.looseObject({ metadata: z.looseObject({ files: z.unknown() }) });

/** Removes the offer to undo from all messages: the data for that is gone. */
function endUndo(sql: Sql): void {
  const rows = sql.all(`SELECT session_id, id, content FROM ${messages} WHERE content_chunks = 0`);
  for (const row of rows) {
    const { session_id: session, id, content } = messageRow.parse(row);
    const message = turnMessage.safeParse(jsonIn(content)).data;
    if (message?.metadata.files === undefined) continue;
    const { files: _, ...metadata } = message.metadata;
    sql.all(
      `UPDATE ${messages} SET content = ?, content_hash = NULL WHERE session_id = ? AND id = ?`,
      JSON.stringify({ ...message, metadata }),
      session,
      id,
    );
  }
}

/** Names are stored folded, by how they look, so the text is folded too. */
function purgeNames(sql: Sql, text: string): void {
  const look = foldName(text);
  if (look === '') return;
  for (const column of ['folded', 'wanted']) sql.all(`DELETE FROM names WHERE instr(${column}, ?) > 0`, look);
}

const wordPattern = /^[a-zA-Z_-]+$/;
const wordKeys = new Set([
  'type',
  'role',
  'state',
  'status',
  'kind',
  'level',
  'tool',
  'toolName',
  'category',
]);

/** A word of the records' own format that contains the text, if there is one: purging would break it. */
export function ownWordWith(sql: Sql, text: string): string | undefined {
  if (!wordPattern.test(text)) return undefined;
  const isOwn = (word: unknown): word is string =>
    typeof word === 'string' && wordPattern.test(word) && word.includes(text);
  for (const { name } of tablesIn(sql)) {
    for (const row of sql.all(`SELECT * FROM ${quoted(name)}`)) {
      for (const [column, value] of Object.entries(row)) {
        if (wordKeys.has(column) && isOwn(value)) return value;
        const word =
          typeof value === 'string' && value.includes(text) ? wordIn(jsonIn(value), isOwn) : undefined;
        if (word !== undefined) return word;
      }
    }
  }
  return undefined;
}

function wordIn(value: unknown, isOwn: (word: unknown) => word is string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    if (isOwn(key)) return key;
    if (wordKeys.has(key) && isOwn(item)) return item;
    const within = wordIn(item, isOwn);
    if (within !== undefined) return within;
  }
  return undefined;
}
