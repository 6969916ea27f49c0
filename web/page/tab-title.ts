/** What the browser's tab says: the number of messages not seen, a question of the agent that waits, a dot for work that is not saved, and the room. */
export function tabTitle(room: string, unsaved: boolean, unread: number, asked = 0): string {
  return `${unread > 0 ? `(${unread}) ` : ''}${asked > 0 ? 'Approve? ' : ''}${unsaved ? '• ' : ''}${room} · Tandem`;
}
