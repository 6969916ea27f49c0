import { describe, expect, it } from 'vitest';
import { isRunnable, targetOf } from './run-target.ts';

const file = (path: string) => ({ id: `id of ${path}`, path });

describe('W8 the target of Run', () => {
  const files = [file('README.md'), file('add.ts'), file('main.ts')];
  const config = { id: 'C', name: 'Quiet', file: 'id of add.ts', options: { args: ['-q'] } };

  it('is the chosen file or configuration while it exists', () => {
    expect(targetOf(files, [], 'id of add.ts', file('main.ts'))?.path).toBe('add.ts');
    expect(targetOf(files, [], 'id of gone.ts', undefined)?.path).toBe('main.ts');
    expect(targetOf(files, [config], 'C', file('main.ts'))).toEqual({
      id: 'C',
      name: 'Quiet',
      path: 'add.ts',
      options: { args: ['-q'] },
    });
    expect(targetOf([file('main.ts')], [config], 'C', undefined)?.path).toBe('main.ts');
  });

  it('is the program in front rather than the main file', () => {
    expect(targetOf(files, [], '', file('add.ts'))?.path).toBe('add.ts');
    expect(targetOf(files, [], '', file('README.md'))?.path).toBe('main.ts');
  });

  it('is any program when the file in front is not one, and undefined when there is none', () => {
    expect(targetOf(files.slice(0, 2), [], '', file('README.md'))?.path).toBe('add.ts');
    expect(targetOf(files.slice(0, 1), [], '', file('README.md'))).toBeUndefined();
  });

  it('can be TypeScript or JavaScript, but no declaration file', () => {
    expect(['a.ts', 'a.tsx', 'a.mjs', 'a.cts', 'a.d.ts', 'a.json', 'ts'].filter(isRunnable)).toEqual([
      'a.ts',
      'a.tsx',
      'a.mjs',
      'a.cts',
    ]);
  });
});
