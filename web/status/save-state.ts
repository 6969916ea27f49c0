import type { LucideProps } from 'lucide-solid';
import Check from 'lucide-solid/icons/check';
import CloudOff from 'lucide-solid/icons/cloud-off';
import LoaderCircle from 'lucide-solid/icons/loader-circle';
import type { Component } from 'solid-js';
import type { Room } from '../room/room.ts';

/** “Saved” is shown once nothing has been unsaved for this long, in milliseconds. */
export const savedAfterMs = 300;

export interface SaveStatus {
  Icon: Component<LucideProps>;
  text: string;
  tone: string;
  isSaving?: boolean;
  /** The message shown when someone presses the save key. */
  answer: string;
  /** Why, as the room says it. */
  reason?: string;
}

/** Whether the room's text is saved, and how to show that. */
export function saveStateOf(room: Room): SaveStatus {
  const { connection, synced, unsaved, stalled, sentAway } = room.state();
  const waiting = room.keepsUnsaved() ? 'in this browser' : 'only on this page';
  if (connection === 'refused')
    return {
      Icon: CloudOff,
      text: 'Disconnected',
      tone: 'status-danger',
      answer: 'Not saved: this page is disconnected from the room.',
    };
  // Also while it is connected: only an ack shows that the room takes edits again.
  if (sentAway !== undefined && room.arrived())
    return {
      Icon: CloudOff,
      text: unsaved ? `Not saved yet: your changes wait ${waiting}` : 'Reconnecting',
      tone: 'status-warning',
      answer: unsaved
        ? `Not saved yet. ${sentAway} Your changes wait ${waiting} and are saved when the room takes them.`
        : `Reconnecting. ${sentAway} Everything you wrote before is saved.`,
      reason: sentAway,
    };
  if (connection === 'online' && synced) {
    if (stalled)
      return {
        Icon: CloudOff,
        text: `No answer: your changes wait ${waiting}`,
        tone: 'status-warning',
        answer: `The room does not answer. Your changes wait ${waiting} and are saved when it does.`,
      };
    if (unsaved)
      return {
        Icon: LoaderCircle,
        text: 'Saving',
        tone: '',
        isSaving: true,
        answer: 'Saving. Changes are saved as you type.',
      };
    return room.role() === 'viewer'
      ? {
          Icon: Check,
          text: 'Live',
          tone: 'status-good',
          answer: 'You can only view: there is nothing to save.',
        }
      : { Icon: Check, text: 'Saved', tone: 'status-good', answer: 'Saved. Changes are saved as you type.' };
  }
  if (!room.arrived())
    return { Icon: LoaderCircle, text: 'Opening', tone: '', answer: 'The room is still opening.' };
  return {
    Icon: CloudOff,
    text: unsaved ? `Offline: your changes wait ${waiting}` : 'Offline',
    tone: 'status-warning',
    answer: unsaved
      ? `Offline. Your changes wait ${waiting} and are saved when you are back.`
      : 'Offline. Everything you wrote before is saved.',
  };
}
