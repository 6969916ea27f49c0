/** What the browser's tab says: the number of messages not seen, a dot for work that is not saved, and the room. */
export function tabTitle(room: string, unsaved: boolean, unread: number): string {
  return `${unread > 0 ? `(${unread}) ` : ''}${unsaved ? '• ' : ''}${room} · Tandem`;
}
