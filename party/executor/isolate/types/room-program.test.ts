import { describe, expect, it } from 'vitest';
import { typeCheckLimits } from '../../../../shared/limits.ts';
import { seeds } from '../../../room/seed.ts';
import { RoomProgram } from './room-program.ts';

const program = new RoomProgram();

describe('RoomProgram', () => {
  it('A202 finds TypeScript’s errors with the program’s own types, by path and place', async () => {
    const files = {
      'main.ts': [
        "import { add } from './lib/add.ts';",
        'export default async (env: Env, { args }: Call) => {',
        '  const { stdout } = await env.BASH.exec(args[0] ?? "ls");',
        '  env.ROOM.missing();',
        '  return add(stdout, 1);',
        '};',
      ].join('\n'),
      'lib/add.ts': 'export const add = (a: number, b: number) => a + b;\n',
      'lib/broken.js': 'const x = ;\n',
      'notes.md': 'const y: number = "text";',
    };
    expect(await program.check({ files })).toEqual({
      found: [
        { path: 'lib/broken.js', line: 1, column: 11, code: 1109, message: 'Expression expected.' },
        {
          path: 'main.ts',
          line: 4,
          column: 7,
          code: 2339,
          message: "Property 'ROOM' does not exist on type 'Env'.",
        },
        {
          path: 'main.ts',
          line: 5,
          column: 14,
          code: 2345,
          message: "Argument of type 'string' is not assignable to parameter of type 'number'.",
        },
      ],
      more: 0,
      elsewhere: 0,
    });
    expect(await program.check({ files, path: 'lib/add.ts' })).toEqual({
      found: [],
      more: 0,
      elsewhere: 2 + 1,
    });
  });

  it('A202 finds none in the files that a room begins with', async () => {
    for (const seed of Object.values(seeds)) {
      const files = Object.fromEntries(seed.files.map(({ path, text }) => [path, text]));
      expect(await program.check({ files })).toEqual({ found: [], more: 0, elsewhere: 0 });
    }
  });

  it('A202 lists at most 40 errors, each message cut, and counts the rest', async () => {
    const lines = Array.from(
      { length: 50 },
      (_, at) => `const x${at}: ${'{a: '.repeat(20)}number${'}'.repeat(20)} = ${at};`,
    );
    const checked = await program.check({ files: { 'a.ts': `${lines.join('\n')}\nexport {};` } });
    if ('late' in checked) throw new Error('late');
    expect(checked.found).toHaveLength(typeCheckLimits.maxFound);
    expect(checked.more).toBe(10);
    for (const { message } of checked.found)
      expect(message.length).toBeLessThanOrEqual(typeCheckLimits.maxMessageLength);
  });

  it('A203 gives only the errors that an edit made, and counts those in other files', async () => {
    const before = 'export const name = "x";\nexport const old: number = "was there";\n';
    const files = {
      'a.ts':
        '// A new line.\nexport const name = 1;\nexport const old: number = "was there";\nlet y: string = 2;\n',
      'b.ts':
        "import { name } from './a.ts';\nexport const upper = name.toUpperCase();\nexport const z: string = 3;\n",
    };
    expect(await program.check({ files, path: 'a.ts', before: { 'a.ts': before } })).toEqual({
      found: [
        {
          path: 'a.ts',
          line: 4,
          column: 5,
          code: 2322,
          message: "Type 'number' is not assignable to type 'string'.",
        },
      ],
      more: 0,
      elsewhere: 1,
    });
  });

  it('A203 tells a second error from a first of the same kind, and none where one went away', async () => {
    const one = 'export const a: string = 1;\n';
    const two = `${one}export const b: string = 2;\n`;
    const check = (now: string, before: string) =>
      program.check({ files: { 'a.ts': now }, path: 'a.ts', before: { 'a.ts': before } });
    expect(await check(two, one)).toMatchObject({ found: [{ path: 'a.ts' }], more: 0 });
    expect(await check(one, two)).toMatchObject({ found: [], more: 0 });
  });

  it('A203 knows a renamed file’s errors, and counts the imports that a renaming breaks', async () => {
    const text = "import { one } from './one.ts';\nexport const two: string = one + 1;\n";
    const files = {
      'lib/two.ts': text,
      'one.ts': 'export const one = 1;\n',
      'main.ts': "import { two } from './two.ts';\nconsole.log(two);\n",
    };
    const checked = await program.check({
      files,
      path: 'lib/two.ts',
      before: { 'two.ts': text, 'lib/two.ts': null },
    });
    expect(checked).toMatchObject({ found: [{ line: 1, code: 2307 }], more: 0, elsewhere: 1 });
  });

  it('A203 checks one room after another, whatever their files are called', async () => {
    const files = { 'constructor.ts': 'export default (a: number) => a;\n', '__proto__.ts': 'export {};\n' };
    const others = { 'a.ts': "import make from './constructor.ts';\nmake('');\n" };
    expect(await program.check({ files })).toMatchObject({ found: [] });
    expect(await program.check({ files: others })).toMatchObject({ found: [{ code: 2307 }] });
    expect(await program.check({ files: { ...files, ...others } })).toMatchObject({
      found: [{ code: 2345 }],
    });
  });

  it('A204 gives up after 10 s, and goes on from there', async () => {
    let ms = 0;
    const slow = new RoomProgram(() => (ms += typeCheckLimits.maxMs / 2));
    const files = Object.fromEntries(
      Array.from({ length: 6 }, (_, at) => [`${at}.ts`, `export const a: ${at} = 0;`]),
    );
    expect(await slow.check({ files })).toEqual({ late: true });
    // It ends only if each check goes on where the one before it ended.
    let checked = await slow.check({ files, path: '5.ts' });
    while ('late' in checked) checked = await slow.check({ files, path: '5.ts' });
    expect(checked).toMatchObject({ found: [{ path: '5.ts' }], elsewhere: 4 });
  });
});
