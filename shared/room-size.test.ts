import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { contentOf, createFile, deleteFile, listTrash, restoreFile, textOf } from './doc.ts';
import { TandemError } from './errors.ts';
import { roomLimits } from './limits.ts';
import { freeSpace } from './room-size.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const mib = 1024 ** 2;

/** A room with so many MiB in files and so many files of 1 MiB in the trash, the first deleted first. */
function roomWith(listed: number, trashed: number): { doc: Y.Doc; trash: string[] } {
  const doc = new Y.Doc();
  const files = Array.from({ length: listed + trashed }, (_, i) =>
    createFile(doc, `${i}.txt`, 'é'.repeat(mib / 2)),
  );
  const trash = files.slice(listed);
  for (const id of trash) {
    deleteFile(doc, id);
    vi.setSystemTime(Date.now() + 1);
  }
  return { doc, trash };
}

const refusal = (act: () => void): string | undefined => {
  try {
    act();
  } catch (error) {
    return error instanceof TandemError ? `${error.code}: ${error.message}` : String(error);
  }
  return undefined;
};

describe('D22 freeSpace', () => {
  it('empties the trash, the first deleted first, and no more than needed', () => {
    const { doc, trash } = roomWith(10, 6);
    freeSpace(doc, 2 * mib);
    expect(trash.map((id) => contentOf(doc, id).length)).toEqual([0, 0, ...Array(4).fill(mib / 2)]);
    expect(listTrash(doc)).toHaveLength(4);
    createFile(doc, 'a.txt', 'x'.repeat(mib));
    freeSpace(doc, mib);
    expect(listTrash(doc)).toHaveLength(4);
    freeSpace(doc, mib + 1);
    expect(listTrash(doc)).toHaveLength(3);
  });

  it('counts bytes, and refuses without a change when even an empty trash is not enough', () => {
    const { doc } = roomWith(15, 1);
    let updates = 0;
    doc.on('update', () => void updates++);
    expect(refusal(() => freeSpace(doc, mib + 1))).toContain('too_large: The room is full');
    expect(updates).toBe(0);
    expect(refusal(() => freeSpace(doc, mib))).toBeUndefined();
    expect(listTrash(doc)).toEqual([]);
  });

  it('counts what the open transaction has already written', () => {
    const { doc } = roomWith(14, 0);
    doc.transact(() => {
      const id = createFile(doc, 'a.txt', 'x'.repeat(mib));
      expect(refusal(() => freeSpace(doc, mib))).toBeUndefined();
      textOf(doc, id)?.insert(0, 'x'.repeat(mib / 2));
      expect(refusal(() => freeSpace(doc, mib))).toContain('too_large');
    });
    expect(refusal(() => freeSpace(doc, mib))).toContain('too_large');
  });

  it('spares the files that the change restores', () => {
    const { doc, trash } = roomWith(14, 2);
    freeSpace(doc, mib, new Set(trash.slice(0, 1)));
    expect(listTrash(doc).map(({ id }) => id)).toEqual(trash.slice(0, 1));
  });

  it('D23 leaves an entry that is listed again once someone types in the file', () => {
    const [a, b] = [roomWith(15, 1), new Y.Doc()];
    Y.applyUpdate(b, Y.encodeStateAsUpdate(a.doc));
    const [id = ''] = a.trash;
    textOf(b, id)?.insert(0, 'late ');
    freeSpace(a.doc, mib);
    Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b));
    Y.applyUpdate(b, Y.encodeStateAsUpdate(a.doc));
    for (const doc of [a.doc, b]) {
      expect(listTrash(doc)).toEqual([{ id, path: '15.txt', at: expect.any(Number) }]);
      expect(contentOf(doc, id)).toBe('late ');
    }
    restoreFile(b, id, 'back.txt');
    expect(contentOf(b, id)).toBe('late ');
  });
});

describe('D21 the limit of files', () => {
  it('counts the files in the room, not those in the trash', () => {
    const doc = new Y.Doc();
    const ids: string[] = [];
    doc.transact(() => {
      for (let i = 0; i < roomLimits.maxFiles; i++) ids.push(createFile(doc, `${i}.txt`));
    });
    expect(refusal(() => createFile(doc, 'more.txt'))).toContain('too_large');
    const [first = '', second = ''] = ids;
    deleteFile(doc, first);
    deleteFile(doc, second);
    createFile(doc, 'more.txt');
    restoreFile(doc, second, 'second.txt');
    expect(refusal(() => restoreFile(doc, first, 'first.txt'))).toContain('too_large');
  });
});
