import * as z from 'zod/mini';
import { agentLimits } from '../../../../shared/limits.ts';
import {
  toolErrorSchema,
  type ToolName,
  type ToolOutput,
  type toolInputs,
  toolOutputs,
} from '../../../../shared/tools.ts';
import { withoutAdvice } from '../../edits/report.ts';
import { matchesGlob } from '../../text/search.ts';
import type { Command } from './forms.ts';
import * as say from './words.ts';
import { type Change, changesTo, lineEdits, linesOf } from './line-edits.ts';

export type Call = {
  [Name in ToolName]: { tool: Name; input: z.input<(typeof toolInputs)[Name]> };
}[ToolName];

/**
 * A command as a generator: it yields its calls one after the other, gets the answer to each, and returns its
 * result in words.
 */
export type CommandProgram = Generator<Call, string, unknown>;

/** The command failed, and the rest of the request is not done. */
export class CommandFailed extends Error {}

/** Calls a tool. @throws CommandFailed with what the tool says is wrong */
function* callTool<Output>(call: Call, answers: z.ZodMiniType<Output>): Generator<Call, Output, unknown> {
  const answer = yield call;
  // An interrupted call is answered by a plain text.
  if (typeof answer === 'string') throw new CommandFailed(answer);
  const error = toolErrorSchema.safeParse(answer);
  if (error.success) throw new CommandFailed(withoutAdvice(error.data.error.message));
  return answers.parse(answer);
}

const listFiles = (): Generator<Call, ToolOutput<'listFiles'>, unknown> =>
  callTool({ tool: 'listFiles', input: {} }, toolOutputs.listFiles);

/** The whole text of a file. @throws CommandFailed for one that is too long to be read at once */
function* wholeText(path: string): Generator<Call, string, unknown> {
  const read = yield* callTool({ tool: 'readFile', input: { path } }, toolOutputs.readFile);
  if (read.note !== undefined) throw new CommandFailed(`${path} is too long for me to do that.`);
  return read.text;
}

function* write(path: string, content: string): CommandProgram {
  return say.edited(yield* callTool({ tool: 'writeFile', input: { path, content } }, toolOutputs.writeFile));
}

function* edit(path: string, edits: { search: string; replace: string }[]): CommandProgram {
  const report = yield* callTool({ tool: 'editFile', input: { path, edits } }, toolOutputs.editFile);
  if (report.incomplete !== undefined) throw new CommandFailed(`${path}: ${report.incomplete}`);
  return say.edited(report);
}

/** Edits a file at the places that `changesIn` finds in its current text. */
function* change(path: string, changesIn: (text: string) => Change[]): CommandProgram {
  const text = yield* wholeText(path);
  const changes = changesIn(text);
  if (text === '') return yield* write(path, changes.map(({ insert }) => insert).join(''));
  return yield* edit(path, lineEdits(text, changes));
}

/** The range of some lines. @throws CommandFailed when the file does not have them */
function checkedLines(path: string, text: string, from: number, to: number): { start: number; end: number } {
  const count = text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
  if (from < 1 || to < from)
    throw new CommandFailed(`There are no lines ${from} to ${to}: count from 1, upwards.`);
  if (to > count) throw new CommandFailed(`${path} has ${say.lines(count)}, no line ${to}.`);
  return linesOf(text, from, to);
}

function* insert(path: string, line: number, added: string, after: boolean): CommandProgram {
  return yield* change(path, (text) => {
    const { start, end } = checkedLines(path, text, line, line);
    const at = after ? end : start;
    const unended = after && !text.slice(start, end).endsWith('\n');
    return [{ start: at, end: at, insert: unended ? `\n${added.replace(/\n$/, '')}` : added }];
  });
}

function* replaceLines(path: string, from: number, to: number, by: string): CommandProgram {
  return yield* change(path, (text) => [{ ...checkedLines(path, text, from, to), insert: by }]);
}

function* append(path: string, added: string): CommandProgram {
  return yield* change(path, (text) => {
    const gap = text === '' || text.endsWith('\n') ? '' : '\n';
    return [{ start: text.length, end: text.length, insert: gap + added }];
  });
}

function* replaceAll(path: string, search: string, replace: string): CommandProgram {
  return yield* change(path, (text) => {
    const changes = changesTo(text, search, replace);
    if (changes.length === 0) throw new CommandFailed(`“${search}” is not in ${path}.`);
    return changes;
  });
}

/** Each file takes a call to read it and one to edit it. */
const maxFiles = Math.floor((agentLimits.turnSteps.usual - 2) / 2);

function* everywhere(search: string, replace: string, wholeWord: boolean): CommandProgram {
  const input = { pattern: search };
  const found = yield* callTool({ tool: 'search', input }, toolOutputs.search);
  const paths = [...new Set(found.matches.map(({ path }) => path))];
  if (found.note !== undefined || paths.length > maxFiles) {
    throw new CommandFailed(
      `“${search}” is in more places than I can change in one turn, which is at most ${maxFiles} files. Nothing was changed: go file by file, or use \`bash sed\`.`,
    );
  }
  const said: string[] = [];
  for (const path of paths) {
    const text = yield* wholeText(path);
    const changes = changesTo(text, search, replace, wholeWord);
    if (changes.length > 0) said.push(yield* edit(path, lineEdits(text, changes)));
  }
  return said.length === 0 ? `“${search}” is in no file.` : said.join('\n\n');
}

function* listIn(where: string): CommandProgram {
  const { files } = yield* listFiles();
  const folder = `${where.replace(/\/+$/, '')}/`;
  const isGlob = /[*?]/.test(where);
  const inside = files.filter(({ path }) => (isGlob ? matchesGlob(path, where) : path.startsWith(folder)));
  return say.files(inside, `There are no files in ${where}.`, `${where} has`);
}

function* create(path: string, content: string): CommandProgram {
  const { files } = yield* listFiles();
  // A file can be rewritten only after it was read.
  if (files.some((file) => file.path === path)) yield* wholeText(path);
  return yield* write(path, content);
}

function* createEmpty(path: string): CommandProgram {
  const { files } = yield* listFiles();
  if (files.some((file) => file.path === path))
    throw new CommandFailed(`${path} already exists; it stays as it is.`);
  return yield* write(path, '');
}

function* copy(path: string, to: string): CommandProgram {
  const { files } = yield* listFiles();
  if (files.some((file) => file.path === to))
    throw new CommandFailed(`${to} already exists; it stays as it is.`);
  return yield* write(to, yield* wholeText(path));
}

function* run(entry: string, args?: string[]): CommandProgram {
  const input = { entry, ...(args && { args }) };
  const answer = yield* callTool({ tool: 'run', input }, toolOutputs.run);
  if (answer.state !== 'succeeded') throw new CommandFailed(say.ran(answer));
  return say.ran(answer);
}

function* bash(command: string): CommandProgram {
  const answer = yield* callTool({ tool: 'bash', input: { command } }, toolOutputs.bash);
  if (answer.exitCode !== 0) throw new CommandFailed(say.commanded(answer));
  return say.commanded(answer);
}

// eslint-disable-next-line require-yield
function* reply(words: string): CommandProgram {
  return words;
}

function* rename(path: string, to: string): CommandProgram {
  const input = { path, to };
  return (yield* callTool({ tool: 'renameFile', input }, toolOutputs.renameFile)).note ?? '';
}

function* read(path: string, range?: { from: number; to: number }): CommandProgram {
  const input = { path, ...(range && { range }) };
  return say.text(yield* callTool({ tool: 'readFile', input }, toolOutputs.readFile), range);
}

function* search(pattern: string, glob?: string): CommandProgram {
  const where = glob === undefined || /[*?.]/.test(glob) ? glob : `${glob.replace(/\/+$/, '')}/**`;
  const input = { pattern, ...(where === undefined ? {} : { glob: where }) };
  return say.found(pattern, yield* callTool({ tool: 'search', input }, toolOutputs.search));
}

/** The program that carries out a command. */
export function programFor(command: Command): CommandProgram {
  switch (command.do) {
    case 'help':
      return reply(say.help());
    case 'helpAbout':
      return reply(say.helpAbout(command.about));
    case 'undo':
      return reply(say.undo);
    case 'status':
      return status();
    case 'list':
      return list();
    case 'listIn':
      return listIn(command.path);
    case 'read':
      return read(command.path);
    case 'readLines':
      return read(command.path, { from: command.from, to: command.to });
    case 'search':
      return search(command.search);
    case 'searchIn':
      return search(command.search, command.path);
    case 'create':
      return create(command.path, command.text);
    case 'createEmpty':
      return createEmpty(command.path);
    case 'append':
      return append(command.path, command.text);
    case 'prepend':
      return change(command.path, () => [{ start: 0, end: 0, insert: command.text }]);
    case 'insertBefore':
    case 'insertAfter':
      return insert(command.path, command.line, command.text, command.do === 'insertAfter');
    case 'replace':
      return edit(command.path, [{ search: command.search, replace: command.replace }]);
    case 'replaceAll':
      return replaceAll(command.path, command.search, command.replace);
    case 'replaceLines':
      return replaceLines(command.path, command.from, command.to, command.text);
    case 'deleteLines':
      return replaceLines(command.path, command.from, command.to, '');
    case 'replaceEverywhere':
    case 'renameEverywhere':
      return everywhere(command.search, command.replace, command.do === 'renameEverywhere');
    case 'copy':
      return copy(command.path, command.to);
    case 'rename':
      return rename(command.path, command.to);
    case 'moveInto':
      return rename(command.path, `${command.to}${command.path.slice(command.path.lastIndexOf('/') + 1)}`);
    case 'delete':
      return remove(command.path);
    case 'run':
      return run(command.path);
    case 'runWith':
      return run(command.path, command.args);
    case 'bash':
      return bash(command.command);
    case 'fetch':
    default:
      return fetch(command.url);
  }
}

function* list(): CommandProgram {
  const { files } = yield* listFiles();
  return say.files(files, 'The room has no files yet.', 'The room has');
}

function* status(): CommandProgram {
  return say.status((yield* listFiles()).files);
}

function* remove(path: string): CommandProgram {
  const input = { path };
  return (yield* callTool({ tool: 'deleteFile', input }, toolOutputs.deleteFile)).note ?? '';
}

function* fetch(url: string): CommandProgram {
  return say.fetched(yield* callTool({ tool: 'fetch', input: { url } }, toolOutputs.fetch));
}
