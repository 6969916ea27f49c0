import { createEffect, untrack } from 'solid-js';
import * as z from 'zod/mini';
import { canEdit } from '../../shared/roles.ts';
import type { ChatContext } from '../chat/context.ts';
import { draftSchema, noDraft } from '../chat/draft.ts';
import type { Coder } from '../coder/coder.ts';
import { selectedLines } from '../editor/selected-lines.ts';
import type { Room } from '../room/room.ts';
import { keep } from '../storage.ts';
import type { NarrowTab } from './NarrowTabs.tsx';
import type { RunTarget } from '../runs/run-target.ts';

/** Connects the chat with the page around it. Call it under a Solid owner. */
export const createChatContext = ({
  room,
  coder,
  target,
  openAt,
  onReveal,
}: {
  room: Room;
  coder: Coder;
  target: RunTarget;
  openAt: ChatContext['openAt'];
  /** Shows a pane. */
  onReveal: (pane: NarrowTab) => void;
}): ChatContext => ({
  coder,
  user: room.user,
  enteredAlone: new Promise((resolve) => {
    // Presence arrives before the text.
    createEffect(() => room.arrived() && resolve(untrack(room.people).length <= 1));
  }),
  asksAgent: keep(`asks:${room.id}`, z.nullable(z.boolean()), null),
  others: () => room.people().flatMap(({ user, self }) => (self ? [] : [user])),
  mayAsk: () => canEdit(room.role()),
  mayWrite: () => canEdit(room.role()) || room.viewersWrite(),
  draft: keep(`draft:${room.id}`, draftSchema, noDraft),
  paths: () => room.files().map(({ path }) => path),
  isInTrash: (file) => room.arrived() && !room.files().some(({ id }) => id === file),
  selection: () => selectedLines(room),
  run: async (path) => {
    const chosen = path === undefined ? target.target() : { path, options: {} };
    if (!chosen) throw new Error('There is no TypeScript or JavaScript file to run yet.');
    await coder.startRun(chosen.path, chosen.options);
    onReveal('output');
  },
  openAt,
  onEdit: (listener) => {
    room.doc.on('update', listener);
    return () => room.doc.off('update', listener);
  },
  onOpenRun: () => onReveal('output'),
  onReveal: () => onReveal('chat'),
});
