import { expect } from 'vitest';
import type * as Y from 'yjs';
import { Editor } from '../party/agent/edits/editor.ts';
import { AuthorTable } from '../party/agent/replica/author-table.ts';
import { Replica } from '../party/agent/replica/replica.ts';
import { VersionLog } from '../party/agent/replica/version-log.ts';
import { keptText } from '../party/agent/undo/kept-text.ts';
import { recordTurn } from '../party/agent/undo/record-turn.ts';
import { TurnLedger } from '../party/agent/undo/turn-ledger.ts';
import type { TurnRequest } from '../party/agent/undo/turn-record.ts';
import { TurnUndo } from '../party/agent/undo/turn-undo.ts';
import { fileIdAt, readAll, renameFile, textOf } from '../shared/doc.ts';
import type { Peer } from '../shared/protocol/peer.ts';
import { agentUser } from '../shared/roles.ts';
import type { Turn } from '../shared/turn.ts';
import { itemsOf } from '../shared/yjs-internals.ts';
import { coderTables } from './node-sql.ts';
import { asPeerSocket } from './socket-pair.ts';
import { TestRoom } from './test-room.ts';

const ends: (() => void)[] = [];

/** Ends all that the harnesses of a test began. */
export function endUndoHarnesses(): void {
  for (const end of ends.splice(0)) end();
}

/** A room with Ann in it, and a coder that starts from its tables. */
export class UndoHarness {
  readonly room = new TestRoom();
  readonly ann: Peer & { doc: Y.Doc } = this.room.peer('ann');
  readonly sql = coderTables();
  replica!: Replica;
  turns!: TurnUndo;
  running: string | undefined;
  asked: TurnRequest | undefined;
  versions!: VersionLog;
  ledger!: TurnLedger;
  /** How much deleted text is kept for undo. */
  undoTextLength: number | undefined;
  readonly emitted: Turn[] = [];

  constructor() {
    ends.push(() => this.ann.destroy());
    this.wake();
  }

  /** The coder starts, or starts again, from its tables. */
  wake(): void {
    if (this.replica) this.replica.leave();
    const versions = new VersionLog(this.sql);
    const ledger = new TurnLedger(this.sql);
    this.versions = versions;
    this.ledger = ledger;
    const replica: Replica = new Replica({
      connect: async () => asPeerSocket(this.room.socket(await this.room.serviceToken())),
      authors: new AuthorTable(this.sql),
      restart: () => expect.fail('restarted'),
      load: (leftOut) => versions.load({ leftOut }),
      store: (update, doc) => void versions.record(update, doc),
      collecting: {
        kept: () => keptText(replica.doc, ledger, this.undoTextLength),
        onCollected: () => versions.snapshot(replica.doc),
      },
      record: (turn, transaction) =>
        recordTurn(ledger, turn, transaction, { nowMs: Date.now(), asked: () => this.asked }),
    });
    ends.push(() => replica.leave());
    this.replica = replica;
    this.turns = new TurnUndo({
      room: replica,
      ledger,
      running: () => this.running,
      emit: (turn) => void this.emitted.push(turn),
    });
  }

  async editor(turn: string): Promise<Editor> {
    const clientId = await this.replica.clientIdFor(agentUser, turn);
    return new Editor({ room: this.replica, clientId, turn, signal: new AbortController().signal });
  }

  /** Waits until both replicas have all of each other's edits. */
  async meet(): Promise<void> {
    await this.ann.until(({ unsaved, synced }) => synced && !unsaved, 5_000, 'saved');
    await this.replica.saved();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(readAll(this.replica.doc)).toEqual(readAll(this.ann.doc));
  }

  text(path: string): string | undefined {
    return readAll(this.ann.doc).get(path);
  }

  annIn(path: string): Y.Text {
    return textOf(this.ann.doc, fileIdAt(this.ann.doc, path)!)!;
  }

  /** Who wrote which text of a file, as the room knows. */
  writers(path: string): [text: string, by: string][] {
    const out: [string, string][] = [];
    for (const item of itemsOf(this.annIn(path))) {
      if (item.deleted) continue;
      out.push([
        item.content.getContent().join(''),
        this.room.core.document.authors.get(item.id.client)?.name ?? '?',
      ]);
    }
    return out;
  }
}

/** A harness whose room has a.txt with this content. */
export async function undoHarness(content: string): Promise<UndoHarness> {
  const harness = new UndoHarness();
  await harness.ann.until(({ synced }) => synced, 5_000, 'sync');
  const id = fileIdAt(harness.ann.doc, 'README.md')!;
  renameFile(harness.ann.doc, id, 'a.txt');
  const text = textOf(harness.ann.doc, id)!;
  text.delete(0, text.length);
  text.insert(0, content);
  await harness.replica.join();
  await harness.meet();
  return harness;
}
