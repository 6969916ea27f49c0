import type { Sql } from '../../storage/sql.ts';
import { quoted, type Table } from './schema.ts';

/** The columns with JSON, by table. */
const jsonColumns: Readonly<Record<string, readonly string[]>> = {
  actions: ['by_user', 'effect'],
  approvals: ['approval'],
  authors: ['author'],
  run_output: ['entries'],
  runs: ['by_user', 'options', 'error', 'result'],
  shells: ['state'],
  terminal: ['line'],
  turn_requests: ['by_user'],
  usage: ['by_user'],
};
const messages = 'cf_agents_session_messages';
const messagePieces = 'cf_agents_session_message_chunks';

const isBroken = (value: string): string =>
  `(typeof(${value}) <> 'null' AND (typeof(${value}) <> 'text' OR NOT json_valid(${value})))`;

/**
 * Deletes the records that cannot be read: whatever they have of a purged text may not look like it. A message is
 * emptied instead, as others name it as the one before them.
 */
export function deleteUnreadable(sql: Sql, tables: readonly Table[]): void {
  for (const { name } of tables) {
    const broken = (jsonColumns[name] ?? []).map((column) => isBroken(quoted(column)));
    if (broken.length > 0) sql.all(`DELETE FROM ${quoted(name)} WHERE ${broken.join(' OR ')}`);
  }
  if (!tables.some(({ name }) => name === messages)) return;
  const pieces = `SELECT p.content FROM ${messagePieces} p
    WHERE p.session_id = m.session_id AND p.id = m.id ORDER BY p.idx`;
  const hasPieces = tables.some(({ name }) => name === messagePieces);
  const whole = hasPieces
    ? `m.content || coalesce((SELECT group_concat(content, '') FROM (${pieces})), '')`
    : 'm.content';
  const emptied = sql.all(
    `UPDATE ${messages} AS m SET content = '{}', content_chunks = 0, content_hash = NULL
       WHERE typeof(m.content) <> 'text' OR NOT json_valid(${whole}) RETURNING session_id, id`,
  );
  if (!hasPieces) return;
  for (const { session_id: session = null, id = null } of emptied)
    sql.all(`DELETE FROM ${messagePieces} WHERE session_id = ? AND id = ?`, session, id);
}
