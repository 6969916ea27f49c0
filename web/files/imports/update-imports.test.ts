import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { contentOf, createFile, listFiles, renameFile, textOf } from '../../../shared/doc.ts';
import { updateImports } from './update-imports.ts';

const make = (files: Record<string, string>) => {
  const doc = new Y.Doc();
  const ids = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, createFile(doc, path, text)]),
  );
  return {
    doc,
    idOf: (path: string) => ids[path] ?? '',
    textAt: (path: string) => contentOf(doc, ids[path] ?? ''),
  };
};

test('W207 W208 imports are updated in every file and put back by one undo, beside what others wrote', () => {
  const { doc, idOf, textAt } = make({
    'main.ts': "import { add } from './add.ts';\nadd(1);\n",
    'lib/more.ts': "export * from '../add';\n",
    'add.ts': 'export const add = 1;\n',
  });
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  const before = listFiles(doc);
  renameFile(doc, idOf('add.ts'), 'math/sum.ts');
  const updated = updateImports(doc, before);
  expect(updated.files).toBe(2);
  expect(textAt('main.ts')).toBe("import { add } from './math/sum.ts';\nadd(1);\n");
  expect(textAt('lib/more.ts')).toBe("export * from '../math/sum';\n");

  // Written before the update arrived, in the same line.
  textOf(other, idOf('main.ts'))?.insert('import { add'.length, ', sub');
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  expect(textAt('main.ts')).toBe("import { add, sub } from './math/sum.ts';\nadd(1);\n");

  renameFile(doc, idOf('add.ts'), 'add.ts');
  expect(updated.undo()).toBe(true);
  expect(textAt('main.ts')).toBe("import { add, sub } from './add.ts';\nadd(1);\n");
  expect(textAt('lib/more.ts')).toBe("export * from '../add';\n");
});

test('W207 a rename that breaks no import changes no text', () => {
  const { doc, idOf } = make({ 'main.ts': "import './a.ts';\n", 'a.ts': '', 'b.ts': '' });
  const before = listFiles(doc);
  renameFile(doc, idOf('b.ts'), 'c.ts');
  let updates = 0;
  doc.on('update', () => updates++);
  expect(updateImports(doc, before).files).toBe(0);
  expect(updates).toBe(0);
});
