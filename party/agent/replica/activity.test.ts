import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { typingLimits } from '../../../shared/limits.ts';
import type { Author } from '../../../shared/roles.ts';
import { type EditedRoom, peopleAt } from '../edits/edited-room.ts';
import { Activity } from './activity.ts';

const ann: Author = { id: 'ann', name: 'Ann', color: 1, kind: 'human' };

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());
const pass = (ms: number): void => void vi.setSystemTime(Date.now() + ms);

/** The agent's replica, and Ann's page with her cursor at the start of a text. */
function roomWithAnn() {
  const doc = new Y.Doc();
  const page = new Y.Doc();
  const authors = new Map([[page.clientID, ann]]);
  const awareness = new Awareness(doc);
  const annsAwareness = new Awareness(page);
  const activity = new Activity();
  activity.watchText(doc, () => authors);
  activity.watchPresence(awareness);
  const moveTo = (index: number): void => {
    const head = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(page.getText('t'), index));
    annsAwareness.setLocalState({ user: ann, file: 'f', selection: { anchor: head, head } });
    renew();
  };
  const renew = (): void => {
    annsAwareness.setLocalState(annsAwareness.getLocalState());
    applyAwarenessUpdate(awareness, encodeAwarenessUpdate(annsAwareness, [annsAwareness.clientID]), 'room');
  };
  const type = (text: string): void => {
    page.getText('t').insert(0, text);
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(page));
  };
  const room = { doc, awareness, actedMs: (id: string) => activity.lastMs(id) } as EditedRoom;
  return { room, moveTo, renew, type };
}

describe('activity', () => {
  it('A16 counts who moves their cursor or writes, for 5 s', () => {
    const { room, moveTo, type } = roomWithAnn();
    type('abc');
    moveTo(3);
    expect(peopleAt(room, 'f')).toEqual([3]);
    pass(typingLimits.activeMs + 1);
    expect(peopleAt(room, 'f')).toEqual([]);
    moveTo(2);
    expect(peopleAt(room, 'f')).toEqual([2]);
    pass(typingLimits.activeMs + 1);
    // Her cursor stays at its character while she types before it: only the text tells.
    type('x');
    expect(peopleAt(room, 'f')).toEqual([3]);
  });

  it('A16 does not count a presence that is only renewed', () => {
    const { room, moveTo, renew } = roomWithAnn();
    moveTo(0);
    pass(typingLimits.activeMs + 1);
    renew();
    expect(peopleAt(room, 'f')).toEqual([]);
  });
});
