/** The browser tab's title: the number of unseen messages, a pending approval, a dot for unsaved work, and the room. */
export function tabTitle(room: string, unsaved: boolean, unread: number, approvals = 0): string {
  return `${unread > 0 ? `(${unread}) ` : ''}${approvals > 0 ? 'Approve? ' : ''}${unsaved ? '• ' : ''}${room} · Tandem`;
}
