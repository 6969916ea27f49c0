import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { EditedRoom } from '../party/agent/edits/edited-room.ts';
import { Editor } from '../party/agent/edits/editor.ts';
import type { ReadSnapshot, ReadSnapshots } from '../party/agent/edits/read-snapshots.ts';
import { createFile, readAll, textOf } from '../shared/doc.ts';
import type { LocalPresence } from '../shared/presence.ts';
import type { Author } from '../shared/roles.ts';
import { transactAs } from './transact-as.ts';

const ann: Author = { id: 'ann', name: 'Ann', color: 1, kind: 'human' };
export const turnClient = 77;

/** The agent's editor in a turn, on a file that Ann writes in too. */
export function editorHarness(
  content: string,
  readSnapshots: ReadSnapshots = new Map<string, ReadSnapshot>(),
): {
  doc: Y.Doc;
  editor: Editor;
  /**
   * The editor of the next turn. `known`: what the agent has read; another map stands for a restarted coder.
   */
  nextTurn: (known?: ReadSnapshots) => Editor;
  stop: () => void;
  shown: LocalPresence[];
  ann: Y.Text;
  text: () => string | undefined;
} {
  const doc = new Y.Doc({ gc: false });
  doc.clientID = 5;
  const id = createFile(doc, 'a.ts', content);
  const shown: LocalPresence[] = [];
  const room: EditedRoom = {
    doc,
    awareness: new Awareness(doc),
    authors: new Map([[5, ann]]),
    transactAs: transactAs(doc),
    setPresence: (presence) => void shown.push(presence),
    actedMs: () => undefined,
  };
  const turn = new AbortController();
  const { signal } = turn;
  const editor = new Editor({ room, clientId: turnClient, turn: 'T', signal, readSnapshots });
  const nextTurn = (known = readSnapshots): Editor =>
    new Editor({ room, clientId: turnClient + 1, turn: 'U', signal, readSnapshots: known });
  return {
    doc,
    editor,
    nextTurn,
    stop: () => turn.abort(),
    shown,
    ann: textOf(doc, id)!,
    text: () => readAll(doc).get('a.ts'),
  };
}
