import type { Seed } from './seed.ts';

const readme = `# Merge meetings

A kata: a small problem to solve together, with tests that say when it is solved.

1. **Run the tests.** Press Run. One of them fails.
2. **Make it pass.** The code is in meetings.ts, the tests are in meetings.test.ts. Everyone in the room sees each run.
3. **Write the next test.** What about meetings that come in any order, or a meeting without length?

The agent can help: ask it in the chat for a hint, a test or a solution. Without a model it understands this, for example:

- \`in meetings.ts replace start < last.end with start <= last.end\`
- \`run main.ts\`
`;

const main = `// Runs the tests.
import './meetings.test.ts';
`;

const meetings = `export interface Meeting {
  /** In hours, as on the clock: 9.5 is half past nine. */
  start: number;
  end: number;
}

/** Joins meetings that overlap or follow each other without a pause, so that what is left is busy time. */
export function mergeMeetings(meetings: readonly Meeting[]): Meeting[] {
  const merged: Meeting[] = [];
  for (const { start, end } of meetings.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

// Run in this file runs the tests too.
export default async () => {
  await import('./meetings.test.ts');
};
`;

const tests = `import { equal, summary, test } from './check.ts';
import { mergeMeetings } from './meetings.ts';

test('a free day stays free', () => {
  equal(mergeMeetings([]), []);
});

test('meetings with a pause between them stay apart', () => {
  const day = [
    { start: 9, end: 10 },
    { start: 11, end: 12 },
  ];
  equal(mergeMeetings(day), day);
});

test('meetings that overlap become one', () => {
  const day = [
    { start: 9, end: 11 },
    { start: 10, end: 12 },
  ];
  equal(mergeMeetings(day), [{ start: 9, end: 12 }]);
});

test('a meeting within another one vanishes in it', () => {
  const day = [
    { start: 9, end: 12 },
    { start: 10, end: 11 },
  ];
  equal(mergeMeetings(day), [{ start: 9, end: 12 }]);
});

test('meetings without a pause between them become one', () => {
  const day = [
    { start: 9, end: 10 },
    { start: 10, end: 11 },
  ];
  equal(mergeMeetings(day), [{ start: 9, end: 11 }]);
});

summary();
`;

const check = `/** A test library in thirty lines. Each test prints a line as it ends. */

let passed = 0;
let failed = 0;

export function test(name: string, body: () => void): void {
  try {
    body();
    passed++;
    console.log(\`✓ \${name}\`);
  } catch (error) {
    failed++;
    console.error(\`✗ \${name}\\n  \${error instanceof Error ? error.message : String(error)}\`);
  }
}

/** Compares two values by their JSON. */
export function equal(actual: unknown, expected: unknown): void {
  const [got, wanted] = [actual, expected].map((value) => JSON.stringify(value));
  if (got !== wanted) throw new Error(\`expected \${wanted}\\n  received \${got}\`);
}

/** Prints how many tests passed. The program's exit code is 1 if any failed. */
export function summary(): void {
  console.log(failed === 0 ? \`PASS: all \${passed} tests\` : \`FAIL: \${failed} of \${passed + failed} tests\`);
  if (failed > 0) process.exitCode = 1;
}
`;

export const kata: Seed = {
  clientId: 2,
  title: 'Merge meetings',
  files: [
    { path: 'README.md', text: readme },
    { path: 'check.ts', text: check },
    { path: 'main.ts', text: main },
    { path: 'meetings.test.ts', text: tests },
    { path: 'meetings.ts', text: meetings },
  ],
};
