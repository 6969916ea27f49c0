import { expect, it } from 'vitest';
import { typeCheckLimits } from '../../../shared/limits.ts';
import { setAgentPace } from '../../../shared/meta.ts';
import type { ToolService } from '../../../shared/run.ts';
import { outputs } from '../../../test/calling-model.ts';
import { TurnHarness } from '../../../test/turn-harness.ts';
import { RoomProgram } from '../../executor/isolate/types/room-program.ts';

const program = new RoomProgram();

/** A room whose files TypeScript checks. */
class Typed extends TurnHarness {
  constructor(checkTypes: ToolService['checkTypes'] = (job) => program.check(job)) {
    super({ checkTypes });
    setAgentPace(this.doc, 'instant');
    this.write('main.ts', "import { twice } from './twice.ts';\nexport const six: number = twice(3);\n");
    this.write('twice.ts', 'export const twice = (x: number) => 2 * x;\n');
  }
}

it('A202 gives the errors of all files, or of one with a count of the others’', async () => {
  const room = new Typed();
  room.write('wrong.ts', 'export const a: string = 1;\n');
  room.write('notes.md', 'notes');
  const [all, one, notes, missing] = await outputs(
    room,
    ['diagnostics', {}],
    ['diagnostics', { path: '/work/main.ts' }],
    ['diagnostics', { path: 'notes.md' }],
    ['diagnostics', { path: 'gone.ts' }],
  );
  const error = { path: 'wrong.ts', line: 1, column: 14, code: 2322 };
  expect(all).toEqual({
    diagnostics: [{ ...error, message: "Type 'number' is not assignable to type 'string'." }],
  });
  expect(one).toEqual({ diagnostics: [], elsewhere: 1 });
  expect(notes).toMatchObject({ error: { code: 'unprocessable' } });
  expect(missing).toMatchObject({ error: { code: 'not_found' } });
});

it('A203 tells the errors that an edit, a new file and a renaming made, and no others', async () => {
  const room = new Typed();
  room.write('wrong.ts', 'export const a: string = 1;\n');
  const [edit, again, made, moved, text] = await outputs(
    room,
    ['editFile', { path: 'twice.ts', edits: [{ search: '2 * x', replace: '`${x}${y}`' }] }],
    ['editFile', { path: 'twice.ts', edits: [{ search: '${y}', replace: '' }] }],
    [
      'writeFile',
      {
        path: 'new.ts',
        content: Array.from({ length: 7 }, (_, at) => `let a${at}: string = ${at};\n`).join(''),
      },
    ],
    ['renameFile', { path: 'twice.ts', to: 'lib/twice.ts' }],
    ['writeFile', { path: 'notes.md', content: 'const x: string = 1;' }],
  );
  expect(edit).toMatchObject({
    problems: { found: [{ path: 'twice.ts', line: 1, code: 2304 }], elsewhere: 1 },
  });
  // It mends one; that of main.ts was there before this call.
  expect(again).not.toHaveProperty('problems');
  expect(made).toMatchObject({ problems: { more: 2 } });
  expect((made as { problems: { found: unknown[] } }).problems.found).toHaveLength(
    typeCheckLimits.maxAfterEdit,
  );
  expect(moved).toMatchObject({ to: 'lib/twice.ts', problems: { found: [], elsewhere: 1 } });
  expect(text).not.toHaveProperty('problems');
  for (const output of [edit, again, made, moved, text]) expect(output).not.toHaveProperty('unchecked');
});

it.each<[string, ToolService['checkTypes']]>([
  ['has not finished', () => new Promise(() => undefined)],
  ['has not finished', async () => ({ late: true })],
])('A204 an edit is made and answered without TypeScript, and says that it %s', async (why, checkTypes) => {
  const room = new Typed(checkTypes);
  const [edit] = await outputs(room, [
    'editFile',
    { path: 'twice.ts', edits: [{ search: '2 *', replace: '3 *' }] },
  ]);
  expect(edit).toMatchObject({ added: 1, unchecked: expect.stringContaining(why) });
  expect(room.file('twice.ts')).toContain('3 * x');
});

it('A204 a room that is too large for TypeScript is not checked', async () => {
  const room = new Typed();
  for (const path of ['a.ts', 'b.ts', 'c.ts'])
    room.write(path, `// ${'x'.repeat(typeCheckLimits.maxLength / 3)}`);
  const [all, edit] = await outputs(
    room,
    ['diagnostics', {}],
    ['editFile', { path: 'twice.ts', edits: [{ search: '2 *', replace: '3 *' }] }],
  );
  expect(all).toMatchObject({ error: { code: 'too_large' } });
  expect(edit).toMatchObject({ unchecked: expect.stringContaining('too large') });
});
