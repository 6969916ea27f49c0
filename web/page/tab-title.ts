/**
 * The browser tab's title: the number of unseen messages, whether one of them mentions this person, a pending approval, a
 * dot for unsaved work, and the room.
 */
export function tabTitle(
  room: string,
  unsaved: boolean,
  unread: { count: number; mentions: number },
  approvals = 0,
): string {
  const { count, mentions } = unread;
  const messages = count > 0 ? `(${count}) ${mentions > 0 ? '@you ' : ''}` : '';
  return `${messages}${approvals > 0 ? 'Approve? ' : ''}${unsaved ? '• ' : ''}${room} · Tandem`;
}
