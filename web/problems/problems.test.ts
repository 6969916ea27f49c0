import { describe, expect, test } from 'vitest';
import { problemRequest } from './fix-request.ts';
import { nextProblem } from './next-problem.ts';
import { countsByPath, describeCounts, type Problem } from './problem-counts.ts';
import { createProblems } from './problems.ts';

const problem = (severity: Problem['severity'], line: number, column = 1): Problem => ({
  severity,
  message: 'wrong',
  code: '1',
  line,
  column,
  endLine: line,
});

/** The files in the order of their paths. */
const listOf = (files: Record<string, readonly Problem[]>) => ({
  paths: () => Object.keys(files),
  inFile: (path: string) => files[path] ?? [],
});

describe('problems', () => {
  test('W200 a check that finds the same again changes nothing', () => {
    const problems = createProblems();
    problems.set('a.ts', [problem('error', 1)]);
    const before = problems.inFile('a.ts');
    problems.set('a.ts', [problem('error', 1)]);
    expect(problems.inFile('a.ts')).toBe(before);
    problems.set('a.ts', []);
    expect(problems.inFile('a.ts')).toEqual([]);
  });

  test('W201 folders have the counts of all files in them', () => {
    const counts = countsByPath(
      new Map([
        ['src/deep/a.ts', [problem('error', 1), problem('warning', 2)]],
        ['src/b.ts', [problem('error', 1), problem('info', 2)]],
        ['c.ts', [problem('warning', 1)]],
        ['d.ts', [problem('info', 1)]],
      ]),
    );
    expect(Object.fromEntries(counts)).toEqual({
      'src/deep/a.ts': { errors: 1, warnings: 1 },
      'src/deep': { errors: 1, warnings: 1 },
      'src/b.ts': { errors: 1, warnings: 0 },
      src: { errors: 2, warnings: 1 },
      'c.ts': { errors: 0, warnings: 1 },
      'd.ts': { errors: 0, warnings: 0 },
      '': { errors: 2, warnings: 2 },
    });
  });

  test('W202 counts are told in words', () => {
    expect(describeCounts({ errors: 1, warnings: 2 })).toBe('1 error, 2 warnings');
    expect(describeCounts({ errors: 0, warnings: 1 })).toBe('1 warning');
    expect(describeCounts({ errors: 0, warnings: 0 })).toBe('No problems');
  });

  test('W203 a request names file, lines, message and number', () => {
    expect(problemRequest('src/a.ts', { ...problem('error', 3), endLine: 5 })).toEqual({
      message: 'Fix this error in @src/a.ts:3-5\nwrong (1)',
      mentions: [{ kind: 'selection', path: 'src/a.ts', from: 3, to: 5 }],
    });
    expect(problemRequest('a.ts', { ...problem('info', 3), code: undefined }).message).toBe(
      'Fix this problem in @a.ts:3\nwrong',
    );
  });

  test('W204 the next and the previous problem go through all files and round the ends', () => {
    const problems = listOf({
      'a.ts': [problem('error', 2, 3), problem('warning', 4)],
      'c.ts': [problem('error', 1)],
    });
    const place = (path: string, line: number, column = 1) => ({ path, line, column });
    const from = (path: string, line: number, column?: number, step: 1 | -1 = 1) =>
      nextProblem(problems, place(path, line, column), undefined, step);
    expect(from('a.ts', 1)).toEqual(place('a.ts', 2, 3));
    expect(from('a.ts', 2, 4)).toEqual(place('a.ts', 4));
    expect(from('a.ts', 9)).toEqual(place('c.ts', 1));
    expect(from('b.ts', 1)).toEqual(place('c.ts', 1));
    expect(from('c.ts', 9)).toEqual(place('a.ts', 2, 3));
    expect(from('c.ts', 9, 1, -1)).toEqual(place('c.ts', 1));
    expect(from('b.ts', 1, 1, -1)).toEqual(place('a.ts', 4));
    expect(from('a.ts', 1, 1, -1)).toEqual(place('c.ts', 1));
    // One at the cursor is shown first, once.
    expect(from('a.ts', 2, 3)).toEqual(place('a.ts', 2, 3));
    expect(nextProblem(problems, place('a.ts', 2, 3), place('a.ts', 2, 3), 1)).toEqual(place('a.ts', 4));
    expect(nextProblem(problems, undefined, undefined, 1)).toEqual(place('a.ts', 2, 3));
    expect(nextProblem(problems, undefined, undefined, -1)).toEqual(place('c.ts', 1));
    expect(nextProblem(listOf({}), undefined, undefined, 1)).toBeUndefined();
  });
});
