import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { contentOf, createFile, deleteFile, listFiles, readAll, renameFile, textOf } from './doc.ts';
import { metaOf, purgeMarkOf, setTitle, titleOf } from './meta.ts';
import { purgeMask } from './purge.ts';
import { documentWithout, filesHolding } from './purge-doc.ts';

const secret = 'hunter2-hunter2';
const mark = 4711;

/** Everything that an update contains as text, even if deleted. */
function contentsOf(update: Uint8Array): string {
  return Y.decodeUpdate(update)
    .structs.map((struct) =>
      struct instanceof Y.Item && !(struct.content instanceof Y.ContentType)
        ? JSON.stringify([struct.parent, struct.parentSub, struct.content.getContent()])
        : '',
    )
    .join('\n');
}

function without(doc: Y.Doc): { update: Uint8Array; after: Y.Doc } {
  const update = documentWithout(doc, secret, mark);
  const after = new Y.Doc();
  Y.applyUpdate(after, update);
  return { update, after };
}

describe('documentWithout', () => {
  it('H35 removes the text however it was typed, and keeps everything else', () => {
    const doc = new Y.Doc();
    const id = createFile(doc, 'a.md', 'before  after');
    const text = textOf(doc, id);
    if (!text) throw new Error('no text');
    const other = new Y.Doc();
    // Two people type it letter by letter, with letters between that are deleted again.
    Array.from(secret).forEach((letter, i) => {
      const writer = i % 2 === 0 ? doc : other;
      Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
      textOf(writer, id)?.insert(7 + i, `${letter}x`);
      textOf(writer, id)?.delete(8 + i, 1);
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
    });
    const gone = createFile(doc, `${secret}.md`, `in the trash: ${secret}`);
    deleteFile(doc, gone);
    const old = createFile(doc, `${secret}/b.md`, `${secret} was here`);
    renameFile(doc, old, 'b.md');
    textOf(doc, old)?.delete(0, secret.length);
    createFile(doc, `${secret}-c.json`, JSON.stringify({ key: JSON.stringify(secret) }));
    setTitle(doc, `Room of ${secret}`);
    metaOf(doc).set('run:1', { file: id, args: [secret], env: { [secret]: secret, OTHER: 'kept' } });
    metaOf(doc).set(`run:${secret}`, { file: id });
    expect(contentOf(doc, id)).toBe(`before ${secret} after`);
    expect(filesHolding(doc, secret)).toBe(3);

    const { update, after } = without(doc);
    expect(contentsOf(update)).not.toContain('hunter2');
    expect(filesHolding(after, secret)).toBe(0);
    expect(Object.fromEntries(readAll(after))).toEqual({
      [`${purgeMask}-c.json`]: JSON.stringify({ key: JSON.stringify(purgeMask) }),
      'a.md': `before ${purgeMask} after`,
      'b.md': ' was here',
    });
    expect(contentOf(after, gone)).toBe(`in the trash: ${purgeMask}`);
    expect(titleOf(after)).toBe(`Room of ${purgeMask}`);
    expect(metaOf(after).get('run:1')).toEqual({
      file: id,
      args: [purgeMask],
      env: { [purgeMask]: purgeMask, OTHER: 'kept' },
    });
    expect(metaOf(after).has(`run:${secret}`)).toBe(false);
    expect(purgeMarkOf(after)).toBe(mark);
    expect(purgeMarkOf(doc)).toBeUndefined();
  });

  it('R60 keeps each character under the client id of its author', () => {
    const doc = new Y.Doc();
    const id = createFile(doc, 'a.md', `mine ${secret} `);
    const other = new Y.Doc();
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    textOf(other, id)?.insert(0, 'theirs ');
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
    const { after } = without(doc);
    const writers: Record<string, number> = {};
    const text = textOf(after, id);
    for (let item = text?._start ?? null; item !== null; item = item.right)
      if (!item.deleted) writers[item.content.getContent().join('')] = item.id.client;
    expect(writers).toEqual({
      'theirs ': other.clientID,
      'mine ': doc.clientID,
      [purgeMask]: mark,
      ' ': doc.clientID,
    });
  });

  it('R60 drops what no page shows: other roots, formats, embeds, invalid files, ids with the text', () => {
    const doc = new Y.Doc();
    const id = createFile(doc, 'a.md', 'text');
    textOf(doc, id)?.format(0, 2, { note: secret });
    textOf(doc, id)?.insertEmbed(1, { picture: secret });
    doc.getText('other').insert(0, secret);
    doc.getMap('map').set(secret, { a: secret });
    doc.getArray('list').push([new Uint8Array([1]), secret]);
    doc.getMap('files').set('none', new Y.Map([[secret, secret]]));
    metaOf(doc).set('nested', new Y.Text(secret));
    createFile(doc, 'b.md', 'kept', null, `id-${secret}`);
    const { update, after } = without(doc);
    expect(contentsOf(update)).not.toContain('hunter2');
    expect(listFiles(after).map(({ path }) => path)).toEqual(['a.md', 'b.md']);
    expect(readAll(after).get('a.md')).toBe('text');
    expect(readAll(after).get('b.md')).toBe('kept');
  });

  it('H35 is idempotent', () => {
    const doc = new Y.Doc();
    createFile(doc, 'a.md', secret);
    const { after } = without(doc);
    expect([...readAll(without(after).after)]).toEqual([...readAll(after)]);
  });
});
