import { tool, type ToolSet } from 'ai';
import { TandemError } from '../../../shared/errors.ts';
import { toolInputs, type ToolName, type ToolOutput } from '../../../shared/tools.ts';
import {
  proposeDelete,
  proposeEdit,
  proposeRename,
  proposeRun,
  proposeWrite,
} from '../approvals/file-proposals.ts';
import { proposeBash, proposeFetch, urlOf } from '../approvals/sandbox-proposals.ts';
import { countLines } from '../text/line-diff.ts';
import type { EditReport } from '../edits/report.ts';
import { bash } from './bash.ts';
import { truncateLines, truncateOutput } from '../text/truncate.ts';
import { runToolCall } from './run-tool-call.ts';
import { run } from './run.ts';
import { searchFiles } from '../text/search.ts';
import { savedNote, type ToolContext } from './tool-context.ts';
import { diagnostics, watchTypes } from './type-problems.ts';

const reading: readonly ToolName[] = ['listFiles', 'readFile', 'search', 'diagnostics', 'todo'];

/** Those that change and run nothing. */
export const readingTools = (tools: ToolSet): ToolSet =>
  Object.fromEntries(Object.entries(tools).filter(([name]) => reading.some((each) => each === name)));

/** The agent's tools. A failure is an answer, never an exception. */
export function roomTools(context: ToolContext): ToolSet & Record<ToolName, unknown> {
  const { editor } = context;
  const { plans } = editor;
  return {
    listFiles: tool({
      description: 'Lists all files of the room with their number of lines.',
      inputSchema: toolInputs.listFiles,
      execute: (_, call) =>
        runToolCall(context, call, 'reads', async () => ({
          files: [...plans.list()].map(([path, text]) => ({ path, lines: countLines(text) })),
        })),
    }),
    readFile: tool({
      description: 'Reads a file as it is now. Long files are truncated: read the rest by range.',
      inputSchema: toolInputs.readFile,
      execute: ({ path, range }, call) =>
        runToolCall(context, call, 'reads', async (): Promise<ToolOutput<'readFile'>> => {
          const { text, ...file } = editor.read(path);
          const { shown = { from: 0, to: 0 }, ...part } = truncateLines(text, range);
          editor.noteShown(path, shown);
          editor.showReading(path, Math.max(1, shown.from));
          return { ...file, ...part };
        }),
    }),
    writeFile: tool({
      description:
        'Makes a new file with this text, or gives an existing file this text by the smallest change. For small changes use editFile.',
      inputSchema: toolInputs.writeFile,
      execute: ({ path, content }, call) =>
        runToolCall(context, call, proposeWrite(plans, { path, content }), (options) =>
          edited(context, path, () => editor.write(path, content, options)),
        ),
    }),
    editFile: tool({
      description:
        'Replaces texts in a file. Each search text must occur exactly once in the file as it is now, or have all: true to replace each occurrence; all edits are made, or none.',
      inputSchema: toolInputs.editFile,
      execute: ({ path, edits, version }, call) =>
        runToolCall(context, call, proposeEdit(plans, { path, edits, version }), (options) =>
          edited(context, path, () => editor.edit(path, edits, { version, ...options })),
        ),
    }),
    deleteFile: tool({
      description: 'Puts a file into the trash, from where people can bring it back.',
      inputSchema: toolInputs.deleteFile,
      execute: ({ path }, call) =>
        runToolCall(context, call, proposeDelete(plans, { path }), async (options) => ({
          ...(await editor.move(path, null, options)),
          ...(await savedNote(context)),
        })),
    }),
    renameFile: tool({
      description: 'Renames or moves a file. What imports it is not changed.',
      inputSchema: toolInputs.renameFile,
      execute: ({ path, to }, call) =>
        runToolCall(context, call, proposeRename(plans, { path, to }), async (options) => {
          const newProblems = watchTypes(context, path);
          const moved = await editor.move(path, to, options);
          const saved = await savedNote(context);
          return { ...moved, ...saved, ...(await newProblems('to' in moved ? moved.to : path)) };
        }),
    }),
    run: tool({
      description:
        'Runs a file of the room and answers with what it printed. Everyone in the room sees the output. Where people want to be asked about what it changes, they are asked when it has ended, and the files stay as they were until they allow it.',
      inputSchema: toolInputs.run,
      execute: (input, call) =>
        runToolCall(context, call, proposeRun(plans, input), (_, { basis: files, more }) =>
          run(context, input, files, more),
        ),
    }),
    search: tool({
      description:
        'Finds a text or a regular expression in all files, or in those whose path matches a glob.',
      inputSchema: toolInputs.search,
      execute: (input, call) =>
        runToolCall(context, call, 'reads', async () => searchFiles(plans.list(), input, context.signal)),
    }),
    diagnostics: tool({
      description:
        'TypeScript’s errors in a file or in all, with the types that the room’s programs have. The answer to an edit has the new ones.',
      inputSchema: toolInputs.diagnostics,
      execute: ({ path }, call) => runToolCall(context, call, 'reads', () => diagnostics(context, path)),
    }),
    todo: tool({
      description:
        'Shows people the plan for a task of three or more steps: call it first, and again whenever a step begins or is done.',
      inputSchema: toolInputs.todo,
      execute: ({ items }, call) =>
        runToolCall(context, call, 'apart', async () => {
          context.showTodo(items);
          return { open: items.filter(({ state }) => state !== 'done').length };
        }),
    }),
    bash: tool({
      description:
        'Runs a command in a bash over the room’s files, in /work; /tmp is its own and gone afterwards. It has no network and starts no programs: use run and fetch. It does what GNU bash and its commands do, with these differences: a command with & runs to its end at once, trap knows EXIT and ERR only, cut -c, tr and printf count characters, awk has no RS, od prints single bytes, and grep -r leaves out ./.',
      inputSchema: toolInputs.bash,
      execute: (input, call) => {
        const action = proposeBash(context.sandbox, { input, signal: context.signal });
        return runToolCall(context, call, action, (_, { basis: planned }) =>
          bash(context, input.command, planned),
        );
      },
    }),
    fetch: tool({
      description:
        'Reads one https URL by GET and answers with its text. People in the room allow each new host. Only GitHub, npm, jsDelivr and unpkg can be reached.',
      inputSchema: toolInputs.fetch,
      execute: ({ url }, call) => runToolCall(context, call, proposeFetch({ url }), () => read(context, url)),
    }),
  };
}

async function edited(
  context: ToolContext,
  path: string,
  work: () => Promise<EditReport & { note?: string }>,
): Promise<ToolOutput<'editFile'>> {
  const newProblems = watchTypes(context, path);
  const report = await work();
  const truncated = truncateOutput(report.diff);
  const saved = await savedNote(context);
  const notes = [report.note, truncated.note, saved.note].filter((note) => note !== undefined);
  return {
    ...report,
    diff: truncated.text,
    ...(notes.length > 0 && { note: notes.join(' ') }),
    ...(await newProblems(report.path)),
  };
}

async function read({ sandbox, signal }: ToolContext, rawUrl: string): Promise<ToolOutput<'fetch'>> {
  const answer = await sandbox.request(urlOf(rawUrl), signal);
  if ('error' in answer) throw new TandemError('forbidden', answer.error.message);
  const { text, note } = truncateOutput(answer.body);
  const contentType = answer.headers['content-type'];
  return {
    url: answer.url,
    status: answer.status,
    ...(contentType === undefined ? {} : { contentType }),
    text,
    ...(note === undefined ? {} : { note }),
  };
}
