import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  claimPath,
  createFile,
  deleteFile,
  fileIdAt,
  readAll,
  renameFile,
  textOf,
} from '../../../shared/doc.ts';
import { roomLimits } from '../../../shared/limits.ts';
import { seededRandom } from '../../../test/random.ts';
import { firstSeed } from '../../../test/seed.ts';
import { DryRoom } from './dry-room.ts';
import { applyMerge, isFresh, planMerge } from './merge.ts';
import { transactAs } from '../../../test/transact-as.ts';

const poem = 'one\ntwo\nthree\nfour\n';

/** A room, and a copy of it in which a program has made changes. */
class Rooms {
  readonly doc = new Y.Doc({ gc: false });
  readonly dry = new DryRoom({
    doc: this.doc,
    join: async () => undefined,
    clientIdFor: async () => 7,
    transactAs: transactAs(this.doc),
  });

  constructor(files: Record<string, string>, tried: (copy: Y.Doc) => void) {
    for (const [path, text] of Object.entries(files)) createFile(this.doc, path, text);
    tried(this.dry.doc);
  }

  get plan() {
    return planMerge(this.doc, this.dry);
  }

  /** The room's files when it is done. */
  merged(): Record<string, string> {
    const { plan } = this;
    this.doc.transact(() => applyMerge(this.doc, plan));
    return Object.fromEntries(readAll(this.doc));
  }
}

const idAt = (doc: Y.Doc, path: string): string => {
  const id = fileIdAt(doc, path);
  if (id === undefined) throw new Error(`no ${path}`);
  return id;
};
const textAt = (doc: Y.Doc, path: string): Y.Text => {
  const text = textOf(doc, idAt(doc, path));
  if (!text) throw new Error(`no ${path}`);
  return text;
};
/** Replaces the first occurrence of a text. */
const change = (doc: Y.Doc, path: string, old: string, now: string): void => {
  const text = textAt(doc, path);
  const index = text.toJSON().indexOf(old);
  doc.transact(() => {
    text.delete(index, old.length);
    text.insert(index, now);
  });
};

describe('A150 a dry run merged into the room as it is now', () => {
  const tried = (copy: Y.Doc): void => change(copy, 'a.txt', 'two', '2');

  it.each<[string, (doc: Y.Doc) => void, Record<string, string>]>([
    ['in another file', (doc) => textAt(doc, 'b.txt').insert(0, 'typed '), { 'b.txt': 'typed b' }],
    [
      'in a line above',
      (doc) => change(doc, 'a.txt', 'one', 'zero\none!'),
      { 'a.txt': poem.replace('one', 'zero\none!') },
    ],
    ['in a line below', (doc) => change(doc, 'a.txt', 'four', '4'), { 'a.txt': poem.replace('four', '4') }],
    ['a file of another name', (doc) => void createFile(doc, 'c.txt', 'c'), { 'c.txt': 'c' }],
  ])('does the same when someone has written %s', (_, typed, after) => {
    const rooms = new Rooms({ 'a.txt': poem, 'b.txt': 'b' }, tried);
    const { target } = rooms.plan;
    typed(rooms.doc);
    expect(rooms.plan.target).toBe(target);
    const files = { 'a.txt': poem, 'b.txt': 'b', ...after };
    expect(rooms.merged()).toEqual({ ...files, 'a.txt': files['a.txt'].replace('two', '2') });
  });

  it('does the same in 200 rooms, whatever lines the program changed and people wrote in others', () => {
    const random = seededRandom(firstSeed + 41);
    for (let round = 0; round < 200; round++) {
      const roles = Array.from({ length: 20 }, () => random.int(6));
      const lineOf = (n: number): string => `the line ${n} of it\n`;
      const rooms = new Rooms({ 'a.txt': roles.map((_, n) => lineOf(n)).join('') }, (copy) => {
        for (const [n, role] of roles.entries()) {
          if (role === 0) change(copy, 'a.txt', lineOf(n), `a new ${n} line\n`);
          if (role === 1) change(copy, 'a.txt', lineOf(n), '');
        }
      });
      const { target } = rooms.plan;
      for (const [n, role] of roles.entries()) {
        if (role === 2) change(rooms.doc, 'a.txt', lineOf(n), lineOf(n).replace('of', 'of, typed,'));
        if (role === 3) change(rooms.doc, 'a.txt', lineOf(n), `above ${n}\n${lineOf(n)}`);
        if (role === 4) change(rooms.doc, 'a.txt', lineOf(n), '');
      }
      const wanted = roles.map((role, n) => {
        if (role === 0) return `a new ${n} line\n`;
        if (role === 1 || role === 4) return '';
        if (role === 2) return lineOf(n).replace('of', 'of, typed,');
        return role === 3 ? `above ${n}\n${lineOf(n)}` : lineOf(n);
      });
      expect(rooms.plan.target).toBe(target);
      expect(rooms.merged()['a.txt']).toBe(wanted.join(''));
    }
  });

  it('does something else when someone has written in the same line, and keeps both', () => {
    const rooms = new Rooms({ 'a.txt': poem }, tried);
    const { target } = rooms.plan;
    change(rooms.doc, 'a.txt', 'two', 'two, or so');
    expect(rooms.plan.target).not.toBe(target);
    expect(rooms.plan.changes.diff).toBe(' a.txt\n@@ 2 @@\n-two, or so\n+2, or so');
    expect(rooms.merged()['a.txt']).toBe(poem.replace('two', '2, or so'));
  });

  it('does nothing when someone has made the same change', () => {
    const rooms = new Rooms({ 'a.txt': poem }, tried);
    change(rooms.doc, 'a.txt', 'two', '2');
    expect(rooms.plan.effects).toEqual([]);
    expect(rooms.merged()['a.txt']).toBe(poem.replace('two', '2'));
  });

  it('follows a file that was moved, which needs a new approval', () => {
    const rooms = new Rooms({ 'a.txt': poem }, tried);
    const { target } = rooms.plan;
    renameFile(rooms.doc, idAt(rooms.doc, 'a.txt'), 'moved.txt');
    expect(rooms.plan.target).not.toBe(target);
    expect(rooms.merged()).toEqual({ 'moved.txt': poem.replace('two', '2') });
  });

  it('leaves a file in the trash that someone deleted, and says so', () => {
    const rooms = new Rooms({ 'a.txt': poem, 'b.txt': 'b' }, (copy) => {
      tried(copy);
      change(copy, 'b.txt', 'b', 'B');
    });
    deleteFile(rooms.doc, idAt(rooms.doc, 'a.txt'));
    expect(rooms.plan.leftOut).toEqual(['“a.txt” was deleted meanwhile: its changes are left out.']);
    expect(rooms.merged()).toEqual({ 'b.txt': 'B' });
  });

  it('leaves out lines that someone deleted, and says so', () => {
    const rooms = new Rooms({ 'a.txt': poem }, (copy) => {
      tried(copy);
      change(copy, 'a.txt', 'four', '4');
    });
    const { target } = rooms.plan;
    change(rooms.doc, 'a.txt', 'two\n', '');
    expect(rooms.plan.target).not.toBe(target);
    expect(rooms.plan.leftOut).toEqual([
      'Lines of “a.txt” were deleted meanwhile: what replaces them is left out.',
    ]);
    expect(rooms.merged()['a.txt']).toBe('one\nthree\n4\n');
  });

  it.each([
    ['is taken', 'new.txt', 'new (2).txt'],
    ['lies below what is a file now', 'new.txt/x/y.txt', 'new (2).txt/x/y.txt'],
  ])('takes no path from anyone: one that %s is numbered, and needs a new approval', (_, path, numbered) => {
    const rooms = new Rooms({}, (copy) => void createFile(copy, path, 'the program’s'));
    const { target } = rooms.plan;
    createFile(rooms.doc, 'new.txt', 'Ann’s');
    expect(rooms.plan.target).not.toBe(target);
    expect(rooms.merged()).toEqual({ 'new.txt': 'Ann’s', [numbered]: 'the program’s' });
  });

  it('lets files swap paths', () => {
    const rooms = new Rooms({ 'a.txt': 'a', 'b.txt': 'b' }, (copy) => {
      const [a, b] = [idAt(copy, 'a.txt'), idAt(copy, 'b.txt')];
      claimPath(copy, a, 'b.txt');
      claimPath(copy, b, 'a.txt');
    });
    expect(rooms.plan.effects).toEqual([
      { kind: 'rename', path: 'b.txt', to: 'a.txt' },
      { kind: 'rename', path: 'a.txt', to: 'b.txt' },
    ]);
    expect(rooms.merged()).toEqual({ 'a.txt': 'b', 'b.txt': 'a' });
  });

  it('puts no text into the trash that was not shown', () => {
    const rooms = new Rooms({ 'a.txt': poem }, (copy) => deleteFile(copy, idAt(copy, 'a.txt')));
    const { target } = rooms.plan;
    textAt(rooms.doc, 'a.txt').insert(0, 'x');
    expect(rooms.plan.target).not.toBe(target);
    expect(rooms.merged()).toEqual({});
  });

  it('is refused as a whole when the room cannot hold it', () => {
    const rooms = new Rooms({}, (copy) => void createFile(copy, 'new.txt', 'x'));
    for (let n = 0; n < roomLimits.maxFiles; n++) createFile(rooms.doc, `f${n}.txt`, '');
    expect(() => rooms.plan).toThrow(`at most ${roomLimits.maxFiles} files`);
  });

  it('names files that were read and have changed since, except those it changes itself', () => {
    const rooms = new Rooms({ 'a.txt': poem, 'b.txt': 'b', 'c.txt': 'c' }, tried);
    for (const path of ['a.txt', 'b.txt']) rooms.dry.noteRead(idAt(rooms.doc, path));
    expect([isFresh(rooms.doc, rooms.dry), rooms.plan.stale]).toEqual([true, []]);
    textAt(rooms.doc, 'c.txt').insert(0, 'typed ');
    expect([isFresh(rooms.doc, rooms.dry), rooms.plan.stale]).toEqual([true, []]);
    textAt(rooms.doc, 'a.txt').insert(0, 'typed ');
    expect([isFresh(rooms.doc, rooms.dry), rooms.plan.stale]).toEqual([false, []]);
    textAt(rooms.doc, 'b.txt').insert(0, 'typed ');
    expect(rooms.plan.stale).toEqual(['b.txt']);
    const other = new Rooms({ 'a.txt': poem }, tried);
    createFile(other.doc, 'new.txt');
    expect(isFresh(other.doc, other.dry)).toBe(false);
  });
});
