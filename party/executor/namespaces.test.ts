import { parse } from 'sucrase/dist/parser/index.js';
import { expect, it, vi } from 'vitest';
import { namespaceIn } from './namespaces.ts';

vi.mock('sucrase/dist/parser/index.js', { spy: true });

it('X61 a file is parsed for namespaces once, however often the word occurs, or not at all', () => {
  expect(namespaceIn('// namespace a {\n'.repeat(100), false)).toBeUndefined();
  expect(parse).toHaveBeenCalledOnce();
  expect(namespaceIn('export const namespaces = [{ module: 1 }];', false)).toBeUndefined();
  expect(parse).toHaveBeenCalledOnce();
});
