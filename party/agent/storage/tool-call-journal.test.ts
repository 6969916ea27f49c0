import { describe, expect, it } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { CallOrder } from '../tools/call-order.ts';
import { setAsksBefore } from '../../../shared/approvals.ts';
import { claimPath, createFile, readAll, renameFile } from '../../../shared/doc.ts';
import { sandboxToolsOn } from '../../../test/sandbox-tools.ts';
import { coderTables } from '../../../test/node-sql.ts';
import { Approvals } from '../approvals/approvals.ts';
import { Editor } from '../edits/editor.ts';
import { pendingPath } from '../edits/path-change.ts';
import { finishCalls } from '../chat/recover.ts';
import { ToolCallJournal } from './tool-call-journal.ts';
import { effectIn } from '../tools/tool-effects.ts';
import { roomTools } from '../tools/room-tools.ts';
import { TandemError } from '../../../shared/errors.ts';
import { transactAs } from '../../../test/transact-as.ts';

/** The agent's tools in one turn, on a document in this process. */
class Turn {
  readonly doc = new Y.Doc({ gc: false });
  readonly effects: unknown[] = [];
  readonly calls = new ToolCallJournal(coderTables(), (_, output) => {
    const effect = effectIn(output);
    if (effect) this.effects.push(effect);
  });
  readonly room = {
    doc: this.doc,
    awareness: new Awareness(this.doc),
    authors: new Map(),
    transactAs: transactAs(this.doc),
    setPresence: () => undefined,
    actedMs: () => undefined,
    clientIdFor: async () => 78,
  };
  readonly signal = new AbortController().signal;
  saved = Promise.resolve();
  readonly tools = roomTools({
    turn: 'T',
    calls: this.calls,
    editor: new Editor({ room: this.room, clientId: 77, turn: 'T', signal: this.signal }),
    runner: {
      start: () => Promise.reject(new TandemError('unavailable', 'no runs here')),
      finished: () => Promise.reject(new TandemError('unavailable', 'no runs here')),
      stop: () => Promise.reject(new TandemError('unavailable', 'no runs here')),
      get: () => {
        throw new TandemError('unavailable', 'no runs here');
      },
    },
    saved: () => this.saved,
    sandbox: sandboxToolsOn({ ...this.room, join: async () => undefined }).sandbox,
    readOnly: false,
    showTodo: () => undefined,
    showStatus: () => undefined,
    signal: this.signal,
    order: new CallOrder(),
    flushTranscript: async () => undefined,
    approvals: new Approvals({
      sql: coderTables(),
      room: this.room,
      emit: () => undefined,
      onPending: () => undefined,
    }),
    onWaiting: () => () => undefined,
    onBegin: () => undefined,
  });

  constructor() {
    createFile(this.doc, 'a.txt', 'one\n');
  }

  get text(): string | undefined {
    return readAll(this.doc).get('a.txt');
  }

  async call(name: string, input: unknown, toolCallId: string, step = 1): Promise<unknown> {
    const messages = Array.from({ length: step }, () => ({ role: 'user' as const, content: '' }));
    return this.tools[name]?.execute?.(input, { toolCallId, messages, context: undefined });
  }
}

const fileOf = (doc: Y.Doc): string => [...doc.getMap('files').keys()][0] ?? '';

const append = { path: 'a.txt', edits: [{ search: 'one', replace: 'one one' }] };

describe('the journal of tool calls', () => {
  it('A51 makes a call once under its key, and gives a repeated one the same answer', async () => {
    const turn = new Turn();
    const first = await turn.call('editFile', append, 'c1');
    expect(turn.text).toBe('one one\n');
    expect(await turn.call('editFile', append, 'c1')).toEqual(first);
    expect(turn.text).toBe('one one\n');
    const failed = await turn.call('editFile', append, 'c2');
    expect(failed).toMatchObject({ error: { code: 'unprocessable' } });
    expect(await turn.call('editFile', append, 'c2')).toEqual(failed);
  });

  it('A51 treats the same id in a later step as another call', async () => {
    const turn = new Turn();
    await turn.call('editFile', append, 'call_0', 1);
    const again = { path: 'a.txt', edits: [{ search: 'one one', replace: 'two' }] };
    await turn.call('editFile', again, 'call_0', 3);
    expect(turn.text).toBe('two\n');
    expect(turn.calls.of('T')).toHaveLength(2);
    turn.calls.forget('T');
    expect(turn.calls.of('T')).toEqual([]);
  });

  it('A134 reports what each call did to files, but not a call that did nothing or is repeated', async () => {
    const turn = new Turn();
    setAsksBefore(turn.doc, 'delete', false);
    const file = { path: 'b.txt', content: 'b\n' };
    await turn.call('writeFile', file, 'c1');
    await turn.call('writeFile', file, 'c1');
    await turn.call('writeFile', file, 'c2');
    await turn.call('readFile', { path: 'a.txt' }, 'c3');
    await turn.call('listFiles', {}, 'c4');
    await turn.call('search', { pattern: 'one' }, 'c5');
    await turn.call('editFile', { path: 'none.txt', edits: [] }, 'c6');
    await turn.call('renameFile', { path: 'b.txt', to: 'c.txt' }, 'c7');
    await turn.call('deleteFile', { path: 'c.txt' }, 'c8');
    expect(turn.effects).toEqual([
      { kind: 'write', path: 'b.txt' },
      { kind: 'rename', path: 'b.txt', to: 'c.txt' },
      { kind: 'delete', path: 'c.txt' },
    ]);
  });

  it('A52 makes edits requested together one after another', async () => {
    const turn = new Turn();
    const clocks: number[] = [];
    turn.doc.on('afterTransaction', ({ afterState }) => clocks.push(afterState.get(77) ?? 0));
    await Promise.all([
      turn.call(
        'editFile',
        { path: 'a.txt', edits: [{ search: 'one', replace: 'one first edit of some words' }] },
        'c1',
      ),
      turn.call('writeFile', { path: 'b.txt', content: 'second edit, of another file' }, 'c2'),
    ]);
    expect(readAll(turn.doc)).toEqual(
      new Map([
        ['a.txt', 'one first edit of some words\n'],
        ['b.txt', 'second edit, of another file'],
      ]),
    );
    const written = [...turn.doc.store.clients.get(77)!].map((item) =>
      item instanceof Y.Item && item.content instanceof Y.ContentString ? item.content.str : '',
    );
    expect(written.join('')).toContain(' first edit of some words');
  });

  const moves = [
    { name: 'deleteFile', input: { path: 'a.txt' }, to: null, answer: { path: 'a.txt', lines: 1 } },
    {
      name: 'renameFile',
      input: { path: 'a.txt', to: 'b.txt' },
      to: 'b.txt',
      answer: { path: 'a.txt', to: 'b.txt' },
    },
  ];

  it.each(moves)('A94 reports a $name once that was done before the kill', async (move) => {
    const turn = new Turn();
    setAsksBefore(turn.doc, 'delete', false);
    turn.saved = new Promise(() => undefined);
    void turn.call(move.name, move.input, 'c1');
    await expect.poll(() => turn.text).toBeUndefined();
    const file = fileOf(turn.doc);
    // By the time the coder wakes, a person has moved the file on: the change was made and must not be
    // repeated.
    claimPath(turn.doc, file, 'c.txt');
    const answers = await finishCalls('T', turn);
    expect(answers.get('c1')).toMatchObject(move.answer);
    expect(await finishCalls('T', turn)).toEqual(answers);
    expect([...readAll(turn.doc).keys()]).toEqual(['c.txt']);
  });

  it.each(moves)('A94 does a $name once that was only planned before the kill', async (move) => {
    const turn = new Turn();
    const plan = (id: string, to: string | null): void =>
      turn.calls.planned({ turn: 'T', step: 1, id }, pendingPath(turn.doc, fileOf(turn.doc), to, 77));
    plan('c1', move.to);
    let changes = 0;
    turn.doc.on('update', () => changes++);
    const answers = await finishCalls('T', turn);
    expect(answers.get('c1')).toMatchObject({ ...move.answer, note: expect.stringContaining('restarted') });
    expect([...readAll(turn.doc).keys()]).toEqual(move.to === null ? [] : [move.to]);
    expect(await finishCalls('T', turn)).toEqual(answers);
    expect(changes).toBe(1);
  });

  it('A94 says that a deletion or rename was not done when people changed the paths meanwhile', async () => {
    for (const { to } of moves) {
      const turn = new Turn();
      const file = fileOf(turn.doc);
      turn.calls.planned({ turn: 'T', step: 1, id: 'c1' }, pendingPath(turn.doc, file, to, 77));
      renameFile(turn.doc, file, 'c.txt');
      const answers = await finishCalls('T', turn);
      expect(answers.get('c1')).toMatchObject({
        error: { code: 'conflict', message: expect.stringContaining('this was not done') },
      });
      expect([...readAll(turn.doc).keys()]).toEqual(['c.txt']);
    }
    const turn = new Turn();
    const pending = pendingPath(turn.doc, fileOf(turn.doc), 'b.txt', 77);
    turn.calls.planned({ turn: 'T', step: 1, id: 'c1' }, pending);
    createFile(turn.doc, 'b.txt', 'of someone else');
    expect((await finishCalls('T', turn)).get('c1')).toMatchObject({ error: { code: 'conflict' } });
    expect(turn.text).toBe('one\n');
  });

  it('A50 says that an edit was not finished when the room is away', async () => {
    const turn = new Turn();
    const call = turn.call(
      'editFile',
      { ...append, edits: [{ search: 'one', replace: 'one and a good many more words' }] },
      'c1',
    );
    await new Promise((resolve) => setTimeout(resolve, 60));
    const room = {
      ...turn.room,
      clientIdFor: () => Promise.reject(new TandemError('unavailable', 'It is away.')),
    };
    const answers = await finishCalls('T', { room, calls: turn.calls });
    expect(answers.get('c1')).toMatchObject({ incomplete: expect.stringContaining('It is away.') });
    await call;
  });
});
