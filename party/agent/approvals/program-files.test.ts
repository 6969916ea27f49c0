import { expect, it } from 'vitest';
import { programFiles } from './program-files.ts';

it('A153 a program is its entry and everything it imports, directly or not, however the import is written', () => {
  const files = new Map([
    [
      'src/main.ts',
      `// it's\nimport { a } from './a.js'; export * from "../lib";\nawait import(\`/data/d.json\`);`,
    ],
    ['src/a.ts', `import b from 'lib/b';\nimport './a.ts';`],
    ['lib/index.tsx', ''],
    ['lib/b.mts', `require('#top')`],
    ['top.js', ''],
    ['data/d.json', '{}'],
    ['src/notes.md', './other'],
    ['src/other.ts', ''],
    ['a.ts', ''],
  ]);
  const paths = programFiles(files, 'src/main.ts').map(([path]) => path);
  expect(paths).toEqual(['data/d.json', 'lib/b.mts', 'lib/index.tsx', 'src/a.ts', 'src/main.ts', 'top.js']);
});
