import { describe, expect, it } from 'vitest';
import { suggestionsFor } from './suggestions.ts';

describe('W147 suggestionsFor', () => {
  const seed = ['README.md', 'main.ts', 'src/countdown.ts', 'src/crew.ts', 'src/greeting.ts'];

  it('suggests requests about the files of a new room', () => {
    expect(suggestionsFor(seed, true)).toEqual([
      'Do the to-do in src/greeting.ts',
      'Run main.ts and explain what it prints',
      'What does this project do?',
    ]);
    expect(suggestionsFor(seed, false)).toEqual([
      'in src/greeting.ts replace Hello with Ahoy',
      'run main.ts',
      'create notes.md: What we learned today',
      'help',
    ]);
  });

  it('names only files that exist', () => {
    expect(suggestionsFor(['notes.md', 'lib/deep.ts'], false)).toEqual(['run lib/deep.ts', 'help']);
    expect(suggestionsFor([], true)).toEqual(['Write a small program and run it']);
    expect(suggestionsFor([], false)).toEqual(['create notes.md: What we learned today', 'help']);
  });
});
