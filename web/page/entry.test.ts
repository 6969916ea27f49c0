import { describe, expect, it } from 'vitest';
import { entryOf, isRunnable } from './entry.ts';

const file = (path: string) => ({ id: `id of ${path}`, path });

describe('W8 what Run runs', () => {
  const files = [file('README.md'), file('add.ts'), file('main.ts')];

  it('is the chosen file while the room has it', () => {
    expect(entryOf(files, 'id of add.ts', undefined)?.path).toBe('add.ts');
    expect(entryOf(files, 'id of gone.ts', undefined)?.path).toBe('main.ts');
  });

  it('is the main file before the one in front', () => {
    expect(entryOf(files, '', file('add.ts'))?.path).toBe('main.ts');
    expect(entryOf(files.slice(0, 2), '', file('add.ts'))?.path).toBe('add.ts');
  });

  it('is any program when text is in front, and nothing where there is none', () => {
    expect(entryOf(files.slice(0, 2), '', file('README.md'))?.path).toBe('add.ts');
    expect(entryOf(files.slice(0, 1), '', file('README.md'))).toBeUndefined();
  });

  it('can be TypeScript or JavaScript, no declarations', () => {
    expect(['a.ts', 'a.tsx', 'a.mjs', 'a.cts', 'a.d.ts', 'a.json', 'ts'].filter(isRunnable)).toEqual([
      'a.ts',
      'a.tsx',
      'a.mjs',
      'a.cts',
    ]);
  });
});
