import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { createFile, deleteFile, listFiles, renameFile } from './doc.ts';
import { setMeta } from './meta.ts';
import { runLimits } from './limits.ts';
import { deleteRunConfig, listRunConfigs, saveRunConfig } from './run-configs.ts';

function room() {
  const doc = new Y.Doc();
  const file = createFile(doc, 'src/main.ts', 'x');
  return { doc, file };
}

it('D20 a run configuration follows its file through a rename, and waits while the file is deleted', () => {
  const { doc, file } = room();
  const id = saveRunConfig(doc, { name: ' Tests ', file, options: { args: ['-v'], env: { CI: '1' } } });
  renameFile(doc, file, 'start.ts');
  const config = { id, name: 'Tests', file, options: { args: ['-v'], env: { CI: '1' } } };
  expect(listRunConfigs(doc)).toEqual([config]);
  deleteFile(doc, file);
  expect(listRunConfigs(doc)).toEqual([]);
});

it('D20 run configurations that two people add at once are both kept', () => {
  const { doc, file } = room();
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  saveRunConfig(doc, { name: 'a', file, options: {} }, 'A');
  saveRunConfig(other, { name: 'b', file, options: {} }, 'B');
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  expect(listRunConfigs(doc).map(({ name }) => name)).toEqual(['a', 'b']);
  expect(listRunConfigs(other)).toEqual(listRunConfigs(doc));
});

it('D20 a run configuration can be changed and removed, and invalid ones are not listed', () => {
  const { doc, file } = room();
  const id = saveRunConfig(doc, { name: 'a', file, options: {} });
  saveRunConfig(doc, { name: 'b', file, options: { timeoutMs: 5 } }, id);
  setMeta(doc, 'run:evil', { name: '<b>', file, options: { args: 'no list' } });
  expect(listRunConfigs(doc)).toEqual([{ id, name: 'b', file, options: { timeoutMs: 5 } }]);
  deleteRunConfig(doc, id);
  expect(listRunConfigs(doc)).toEqual([]);
  expect(listFiles(doc)).toHaveLength(1);
});

it('D20 an invalid run configuration, or one too many, is refused', () => {
  const { doc, file } = room();
  const save = (name: string, options: object) => () => saveRunConfig(doc, { name, file, options });
  expect(save('', {})).toThrow(/name/);
  expect(save('a', { env: { 'not a name': '' } })).toThrow(/env/);
  expect(save('a', { timeoutMs: runLimits.maxTimeoutMs + 1 })).toThrow(/timeoutMs/);
  for (let n = 0; n < runLimits.maxConfigs; n++) save(`c${n}`, {})();
  expect(save('one more', {})).toThrow(/at most/);
});
