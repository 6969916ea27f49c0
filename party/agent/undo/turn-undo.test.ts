import { afterEach, describe, expect, it } from 'vitest';
import type * as Y from 'yjs';
import {
  deleteFile,
  fileIdAt,
  listFiles,
  readAll,
  renameFile,
  restoreFile,
  textOf,
} from '../../../shared/doc.ts';
import type { Peer } from '../../../shared/protocol/peer.ts';
import { agentUser } from '../../../shared/roles.ts';
import { coderTables } from '../../../test/node-sql.ts';
import { asPeerSocket } from '../../../test/socket-pair.ts';
import { TestRoom, userNamed } from '../../../test/test-room.ts';
import { Editor } from '../edits/editor.ts';
import { AuthorTable } from '../replica/author-table.ts';
import { Replica } from '../replica/replica.ts';
import { VersionLog } from '../replica/version-log.ts';
import { TurnLedger } from './turn-ledger.ts';
import { recordTurn } from './record-turn.ts';
import { TurnUndo } from './turn-undo.ts';
import { itemsOf } from '../../../shared/yjs-internals.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A room with Ann in it, and a coder that starts from its tables. */
class Harness {
  readonly room = new TestRoom();
  readonly ann: Peer & { doc: Y.Doc } = this.room.peer('ann');
  readonly sql = coderTables();
  replica!: Replica;
  turns!: TurnUndo;
  running: string | undefined;

  constructor() {
    ends.push(() => this.ann.destroy());
    this.wake();
  }

  /** The coder starts, or starts again, from its tables. */
  wake(): void {
    if (this.replica) this.replica.leave();
    const versions = new VersionLog(this.sql);
    const ledger = new TurnLedger(this.sql);
    const replica = new Replica({
      connect: async () => asPeerSocket(this.room.socket(await this.room.serviceToken())),
      authors: new AuthorTable(this.sql),
      restart: () => expect.fail('restarted'),
      load: () => versions.load(),
      store: (update, doc) => void versions.record(update, doc),
      record: (turn, transaction) => recordTurn(ledger, turn, transaction, Date.now()),
    });
    ends.push(() => replica.leave());
    this.replica = replica;
    this.turns = new TurnUndo({ room: replica, ledger, running: () => this.running });
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
      out.push([item.content.getContent().join(''), this.ann.authors.get(item.id.client)?.name ?? '?']);
    }
    return out;
  }
}

async function withFile(content: string): Promise<Harness> {
  const harness = new Harness();
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

describe('undo of a turn', () => {
  it('A44 undoes and redoes the turn as a whole, also after a restart', async () => {
    const harness = await withFile('one two three\n');
    const editor = await harness.editor('T');
    await editor.edit('a.txt', [{ search: 'two', replace: 'a pair and' }]);
    await harness.meet();
    const [turn] = harness.turns.list(10);
    expect(turn).toEqual({
      id: 'T',
      at: turn!.at,
      state: 'done',
      files: [{ path: 'a.txt', added: 1, removed: 1 }],
    });
    harness.wake();
    await harness.turns.set('T', 'undone', userNamed('ann'));
    await harness.meet();
    expect(harness.text('a.txt')).toBe('one two three\n');
    expect(harness.turns.list(10)).toMatchObject([{ id: 'T', state: 'undone' }]);
    harness.wake();
    const changes = await harness.turns.set('T', 'done', userNamed('ann'));
    await harness.meet();
    expect(harness.text('a.txt')).toBe('one a pair and three\n');
    expect(changes).toEqual([
      {
        path: 'a.txt',
        added: 1,
        removed: 1,
        diff: '@@ 1 @@\n-one two three\n+one a pair and three',
        left: [],
      },
    ]);
  });

  it('A44 leaves what people typed in the turn’s text, and the preview names the lines', async () => {
    const harness = await withFile('start\nend\n');
    const editor = await harness.editor('T');
    await editor.edit('a.txt', [{ search: 'start\n', replace: 'start\nfirst new line\nsecond new line\n' }]);
    await harness.meet();
    const text = harness.annIn('a.txt');
    text.insert(text.toJSON().indexOf(' new'), ' (Ann)');
    await harness.meet();
    expect(await harness.turns.preview('T', 'undone')).toEqual([
      {
        path: 'a.txt',
        added: 1,
        removed: 3,
        diff: '@@ 2 @@\n-first (Ann) new line\n-second new line\n-end\n+ (Ann)end',
        left: [{ line: 2, by: 'ann' }],
      },
    ]);
    expect(harness.text('a.txt')).toContain('first (Ann) new line');
    await harness.turns.set('T', 'undone', userNamed('ann'));
    await harness.meet();
    expect(harness.text('a.txt')).toBe('start\n (Ann)end\n');
  });

  it('A46 restores a person’s text as theirs, and a redo restores the turn’s as the turn’s', async () => {
    const harness = await withFile('mine to keep\n');
    await (await harness.editor('T')).edit('a.txt', [{ search: 'mine', replace: 'yours' }]);
    await harness.meet();
    await harness.turns.set('T', 'undone', userNamed('ben'));
    await harness.meet();
    expect(harness.text('a.txt')).toBe('mine to keep\n');
    expect(new Set(harness.writers('a.txt').map(([, by]) => by))).toEqual(new Set(['ann']));
    await harness.turns.set('T', 'done', userNamed('ben'));
    await harness.meet();
    expect(
      harness
        .writers('a.txt')
        .filter(([, by]) => by === 'Agent')
        .map(([text]) => text)
        .join(''),
    ).toContain('your');
  });

  it('A47 puts a file that the turn created into the trash with its text, and a redo brings it back', async () => {
    const harness = await withFile('x\n');
    await (await harness.editor('T')).write('new.txt', 'by the agent\n');
    await harness.meet();
    const id = fileIdAt(harness.ann.doc, 'new.txt')!;
    await harness.turns.set('T', 'undone', userNamed('ann'));
    await harness.meet();
    expect(harness.text('new.txt')).toBeUndefined();
    expect(textOf(harness.ann.doc, id)!.toJSON()).toBe('by the agent\n');
    harness.wake();
    await harness.turns.set('T', 'done', userNamed('ann'));
    await harness.meet();
    expect(harness.text('new.txt')).toBe('by the agent\n');
  });

  it('A47 keeps a file that the turn created when people wrote in it, with what they wrote', async () => {
    const harness = await withFile('x\n');
    await (await harness.editor('T')).write('new.txt', 'by the agent\n');
    await harness.meet();
    harness.annIn('new.txt').insert(0, 'by Ann\n');
    await harness.meet();
    await harness.turns.set('T', 'undone', userNamed('ann'));
    await harness.meet();
    expect(harness.text('new.txt')).toBe('by Ann\n');
    await harness.turns.set('T', 'done', userNamed('ann'));
    await harness.meet();
    expect(harness.text('new.txt')).toBe('by Ann\nby the agent\n');
  });

  it('A47 reverts renames and deletions, unless people have renamed the file since', async () => {
    const harness = await withFile('x\n');
    const move = async (turn: string, change: (doc: Y.Doc) => void): Promise<void> => {
      const clientId = await harness.replica.clientIdFor(agentUser, turn);
      harness.replica.transactAs(clientId, () => change(harness.replica.doc));
      await harness.meet();
    };
    const id = fileIdAt(harness.replica.doc, 'a.txt')!;
    const paths = (): (string | undefined)[] => [
      listFiles(harness.ann.doc).find((file) => file.id === id)?.path,
    ];
    await move('T1', (doc) => renameFile(doc, id, 'b.txt'));
    await move('T2', (doc) => renameFile(doc, id, 'c.txt'));
    await move('T3', (doc) => deleteFile(doc, id));
    await harness.turns.set('T1', 'undone', userNamed('ann'));
    await harness.turns.set('T3', 'undone', userNamed('ann'));
    await harness.meet();
    expect(paths()).toEqual(['c.txt']);
    await harness.turns.set('T2', 'undone', userNamed('ann'));
    await harness.meet();
    expect(paths()).toEqual(['a.txt']);
    await harness.turns.set('T2', 'done', userNamed('ann'));
    await harness.meet();
    expect(paths()).toEqual(['c.txt']);
    renameFile(harness.ann.doc, id, 'mine.txt');
    await harness.meet();
    await harness.turns.set('T2', 'undone', userNamed('ann'));
    await harness.meet();
    expect(paths()).toEqual(['mine.txt']);
    deleteFile(harness.ann.doc, id);
    restoreFile(harness.ann.doc, id, 'back.txt');
    await harness.meet();
    await harness.turns.set('T1', 'done', userNamed('ann'));
    await harness.meet();
    expect(paths()).toEqual(['back.txt']);
  });

  it('A44 refuses a turn that is unknown, still running or already undone', async () => {
    const harness = await withFile('one\n');
    await (await harness.editor('T')).edit('a.txt', [{ search: 'one', replace: 'two' }]);
    const undo = (id: string): Promise<unknown> => harness.turns.set(id, 'undone', userNamed('ann'));
    await expect(undo('X')).rejects.toMatchObject({ code: 'not_found' });
    harness.running = 'T';
    await expect(undo('T')).rejects.toMatchObject({ code: 'conflict' });
    harness.running = undefined;
    await undo('T');
    await expect(undo('T')).rejects.toMatchObject({ code: 'conflict' });
  });
});
