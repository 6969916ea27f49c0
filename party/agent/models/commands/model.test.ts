import { describe, expect, it } from 'vitest';
import { setAsksBefore } from '../../../../shared/approvals.ts';
import { createFile, readAll } from '../../../../shared/doc.ts';
import { ann, ChatHarness } from '../../../../test/chat-harness.ts';
import { nextStep } from './steps.ts';

const two = 'one\ntwo\n';
const start: Record<string, string> = {
  'a.txt': 'one\n',
  'b.txt': two,
  'src/same.ts': 'x\nadd(x)\nx\nadd(x)\nx',
};

/** What a request does to a room with the files of `start`, and what the agent says. */
async function after(request: string): Promise<{ files: Record<string, string>; said: string }> {
  const harness = new ChatHarness();
  setAsksBefore(harness.doc, 'delete', false);
  for (const [path, text] of Object.entries(start)) if (path !== 'a.txt') createFile(harness.doc, path, text);
  const id = await harness.chat.ask({ text: request }, ann);
  const said = (await harness.chat.replies(id)).flatMap(({ parts }) =>
    parts.map((part) => (part.type === 'text' ? part.text : '')),
  );
  return { files: Object.fromEntries(readAll(harness.doc)), said: said.join('\n') };
}

describe('A107 the built-in commands', () => {
  it.each<[string, Record<string, string | undefined>]>([
    ['create c.txt: new', { 'c.txt': 'new\n' }],
    ['create b.txt: new', { 'b.txt': 'new\n' }],
    ['create empty c.txt', { 'c.txt': '' }],
    ['create empty c.txt then append to c.txt: first', { 'c.txt': 'first\n' }],
    ['append to src/same.ts: end', { 'src/same.ts': `${start['src/same.ts']}\nend\n` }],
    ['prepend to b.txt: zero', { 'b.txt': `zero\n${two}` }],
    ['in b.txt insert before line 2: between', { 'b.txt': 'one\nbetween\ntwo\n' }],
    ['in b.txt insert after line 2: three', { 'b.txt': 'one\ntwo\nthree\n' }],
    ['in src/same.ts insert after line 5: y', { 'src/same.ts': `${start['src/same.ts']}\ny` }],
    ['in src/same.ts insert after line 3: y', { 'src/same.ts': 'x\nadd(x)\nx\ny\nadd(x)\nx' }],
    ['in src/same.ts delete line 3', { 'src/same.ts': 'x\nadd(x)\nadd(x)\nx' }],
    ['in b.txt delete lines 1 to 2', { 'b.txt': '' }],
    ['in b.txt replace line 1 with: 1', { 'b.txt': '1\ntwo\n' }],
    ['in b.txt replace two with 2', { 'b.txt': 'one\n2\n' }],
    ['in src/same.ts replace all x with yy', { 'src/same.ts': 'yy\nadd(yy)\nyy\nadd(yy)\nyy' }],
    ['replace one with 1 everywhere', { 'a.txt': '1\n', 'b.txt': '1\ntwo\n' }],
    ['rename ad to sum everywhere', {}],
    ['rename add to sum everywhere', { 'src/same.ts': 'x\nsum(x)\nx\nsum(x)\nx' }],
    ['copy b.txt to src/c.txt', { 'src/c.txt': two }],
    ['copy b.txt to a.txt', {}],
    ['rename b.txt to c.txt', { 'b.txt': undefined, 'c.txt': two }],
    ['move b.txt into src/', { 'b.txt': undefined, 'src/b.txt': two }],
    ['delete b.txt', { 'b.txt': undefined }],
    ['read c.txt then delete b.txt', {}],
  ])('%j', async (request, changes) => {
    const files = Object.entries({ ...start, ...changes }).filter(([, text]) => text !== undefined);
    expect((await after(request)).files).toEqual(Object.fromEntries(files));
  });

  it.each([
    ['list in src', 'src has one file:\n\n- src/same.ts'],
    ['list *.txt', '*.txt has 2 files:\n\n- a.txt\n- b.txt'],
    ['list in nowhere', 'There are no files in nowhere.'],
    ['status', 'The room has 3 files with 8 lines.'],
    ['read line 2 of b.txt', 'b.txt, line 2 of 2:\n\n```\ntwo\n```'],
    ['search TWO', '“TWO” is in one place:\n\n```\nb.txt:2: two\n```'],
    ['search one in src/', '“one” was not found.'],
    ['in b.txt delete lines 2 to 9', 'b.txt has 2 lines, no line 9.'],
    [
      'create empty a.txt then list',
      'a.txt already exists; it stays as it is. The rest of the request was not done.',
    ],
    ['undo', '**Undo this turn**'],
  ])('%j says %j', async (request, words) => {
    expect((await after(request)).said).toContain(words);
  });

  it.each([
    ['please greet people with Good morning before noon', 'Without a language model I only follow commands'],
    [
      'please greet people with Good morning before noon',
      '- **Edit** `create FILE: TEXT` · `append to FILE: TEXT`',
    ],
    ['help', '- **Look** `list` · `read FILE` · `search TEXT`'],
    ['help files', '- `move FILE into FOLDER/`, for example `move notes.md into docs/`'],
    ['help model', 'set `OPENAI_API_KEY` or `ANTHROPIC_API_KEY`'],
    ['raed a.txt', 'I did not understand “raed a.txt”. Did you mean `read a.txt`?'],
    ['rum a.ts', 'Did you mean `run a.ts`?'],
    ['insert it there', 'for example `in notes.md insert after line 2: second`'],
    ['help fetch', '- `fetch URL`, for example `fetch https://registry.npmjs.org/yjs/latest`'],
  ])('A106 A156 %j says %j', async (request, words) => {
    expect((await after(request)).said).toContain(words);
  });

  it('A108 quotes no more of the text than it takes to find the place', () => {
    const text = Array.from({ length: 50 }, (_, at) => `line ${at + 1};`).join('\n');
    const read = { path: 'a.txt', text, lines: 50, version: 'v' };
    expect(nextStep({ request: 'in a.txt delete line 20', results: [read] }).call?.input).toEqual({
      path: 'a.txt',
      edits: [{ search: 'line 20;\nline 21;', replace: 'line 21;' }],
    });
  });

  it.each([
    ['in b.txt replace two with 2', 'Done.'],
    ['create c.txt: new then rename c.txt to d.txt then delete d.txt', 'Done.'],
    ['read line 2 of b.txt', 'b.txt, line 2 of 2:\n\n```\ntwo\n```'],
  ])('A207 %j says %j, and nothing that the cards of its calls say', async (request, words) => {
    expect((await after(request)).said.trim()).toBe(words);
  });

  it('A107 reports a command’s result once, at the beginning of the next one', () => {
    const request = 'list then append to a.txt: x';
    const files = { files: [{ path: 'a.txt', lines: 1 }] };
    const read = { path: 'a.txt', text: 'a\n', lines: 1, version: 'v' };
    expect(nextStep({ request, results: [files] }).text).toContain('The room has one file');
    expect(nextStep({ request, results: [files, read] }).text).toBe('');
  });
});
