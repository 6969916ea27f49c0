import { tool, type ToolSet } from 'ai';
import { TandemError } from '../../../shared/errors.ts';
import type { AgentStatus } from '../../../shared/presence.ts';
import { agentUser, type User } from '../../../shared/roles.ts';
import type { ExecuteResult, OutputEntry, Run, RunRequest } from '../../../shared/run.ts';
import { toolInputs, type ToolName, type ToolOutput } from '../../../shared/tools.ts';
import { deleteDeed, editDeed, renameDeed, runDeed, writeDeed } from '../approvals/deeds.ts';
import { bashDeed, fetchDeed, sayEffect, urlOf } from '../approvals/hand-deeds.ts';
import type { Editor } from '../edits/editor.ts';
import type { AgentRun } from '../runs.ts';
import { countLines } from '../edits/line-diff.ts';
import type { EditReport } from '../edits/report.ts';
import { cutLines, cutOutput } from './cut.ts';
import { guard, type GuardContext } from './guard.ts';
import type { Hands, Rehearsal } from './hands.ts';
import { searchFiles } from './search.ts';

/** The room's runs, as far as the run tool needs them. */
export interface Runner {
  start(request: RunRequest, by: User, agent: AgentRun): Promise<Run>;
  finished(runId: string): Promise<ExecuteResult>;
  stop(runId: string): Promise<Run>;
  get(runId: string): { run: Run; output: readonly OutputEntry[] };
}

export interface ToolContext extends GuardContext {
  editor: Editor;
  runner: Runner;
  hands: Pick<Hands, 'rehearse' | 'target' | 'apply' | 'exec' | 'request'>;
  /** Resolves when the room has what was written; @throws TandemError `unavailable` */
  saved: () => Promise<void>;
  showStatus: (status: AgentStatus) => void;
}

/** What the agent can do in the room. Whatever goes wrong is an answer, never an exception. */
export function roomTools(context: ToolContext): ToolSet & Record<ToolName, unknown> {
  const { editor } = context;
  const { plans } = editor;
  return {
    listFiles: tool({
      description: 'Lists all files of the room with their number of lines.',
      inputSchema: toolInputs.listFiles,
      execute: (_, call) =>
        guard(context, call, 'only looks', async () => ({
          files: [...plans.list()].map(([path, text]) => ({ path, lines: countLines(text) })),
        })),
    }),
    readFile: tool({
      description: 'Reads a file as it is now. Long files are cut: read the rest by range.',
      inputSchema: toolInputs.readFile,
      execute: ({ path, range }, call) =>
        guard(context, call, 'only looks', async (): Promise<ToolOutput<'readFile'>> => {
          const { text, ...file } = editor.read(path);
          const shown = cutLines(text, range);
          if (shown.text !== text) editor.sawOnlyPart(path);
          return { ...file, ...shown };
        }),
    }),
    writeFile: tool({
      description:
        'Makes a new file with this text, or gives an existing file this text by the smallest change. For small changes use editFile.',
      inputSchema: toolInputs.writeFile,
      execute: ({ path, content }, call) =>
        guard(context, call, writeDeed(plans, { path, content }), (options) =>
          edited(context, editor.write(path, content, options)),
        ),
    }),
    editFile: tool({
      description:
        'Replaces texts in a file. Each search text must stand exactly once in the file as it is now; all are replaced, or none.',
      inputSchema: toolInputs.editFile,
      execute: ({ path, edits, version }, call) =>
        guard(context, call, editDeed(plans, { path, edits, version }), (options) =>
          edited(context, editor.edit(path, edits, { version, ...options })),
        ),
    }),
    deleteFile: tool({
      description: 'Puts a file into the trash, from where people can bring it back.',
      inputSchema: toolInputs.deleteFile,
      execute: ({ path }, call) =>
        guard(context, call, deleteDeed(plans, { path }), async (options) => ({
          ...(await editor.move(path, null, options)),
          ...(await savedNote(context)),
        })),
    }),
    renameFile: tool({
      description: 'Renames or moves a file. What imports it is not changed.',
      inputSchema: toolInputs.renameFile,
      execute: ({ path, to }, call) =>
        guard(context, call, renameDeed(plans, { path, to }), async (options) => ({
          ...(await editor.move(path, to, options)),
          ...(await savedNote(context)),
        })),
    }),
    run: tool({
      description:
        'Runs a file of the room and answers with what it printed. Everyone in the room sees the output.',
      inputSchema: toolInputs.run,
      execute: (input, call) => {
        let allowed: ReadonlyMap<string, string> | undefined;
        const deed = runDeed(plans, input, (files) => (allowed = files));
        return guard(context, call, deed, () => editor.alone(() => run(context, input, allowed)));
      },
    }),
    search: tool({
      description: 'Finds a text in all files, or in those whose path fits a glob.',
      inputSchema: toolInputs.search,
      execute: (input, call) =>
        guard(context, call, 'only looks', async () => searchFiles(plans.list(), input)),
    }),
    bash: tool({
      description:
        'Runs a command in a bash over the room’s files, in /work; /tmp is its own and gone afterwards. It has no network and starts no programs: use run and fetch.',
      inputSchema: toolInputs.bash,
      execute: (input, call) => {
        let rehearsal: Rehearsal | undefined;
        const deed = bashDeed(context.hands, { input, signal: context.signal }, (done) => (rehearsal = done));
        return guard(context, call, deed, () => bash(context, input.command, rehearsal));
      },
    }),
    fetch: tool({
      description:
        'Reads one https URL by GET and answers with its text. People in the room allow each new host. Only GitHub, npm, jsDelivr and unpkg can be reached.',
      inputSchema: toolInputs.fetch,
      execute: ({ url }, call) => guard(context, call, fetchDeed({ url }), () => read(context, url)),
    }),
  };
}

async function edited(context: ToolContext, work: Promise<EditReport>): Promise<ToolOutput<'editFile'>> {
  const report = await work;
  const cut = cutOutput(report.diff);
  const note = cut.note === undefined ? {} : { note: cut.note };
  return { ...report, diff: cut.text, ...note, ...(await savedNote(context)) };
}

/** Resolves when the room has what was written, with a note where it could not say so. */
async function savedNote({ saved }: ToolContext): Promise<{ note?: string }> {
  try {
    await saved();
    return {};
  } catch (error) {
    if (error instanceof TandemError) return { note: error.message };
    throw error;
  }
}

async function run(
  context: ToolContext,
  request: RunRequest,
  files: AgentRun['files'],
): Promise<ToolOutput<'run'>> {
  const { runner, signal, turn } = context;
  context.showStatus('executing');
  const { runId } = await runner.start(request, agentUser, { turn, files });
  const onStop = (): void => {
    runner.stop(runId).catch((error: unknown) => console.error('tandem: a run could not be stopped', error));
  };
  signal.addEventListener('abort', onStop);
  try {
    if (signal.aborted) onStop();
    const result = await runner.finished(runId);
    const { run: over } = runner.get(runId);
    const lines = result.logs.map(({ level, text }) => (level === 'log' ? text : `${level}: ${text}`));
    const cut = cutOutput(lines.join('\n'));
    return {
      runId,
      number: over.number,
      state: over.state,
      durationMs: result.durationMs,
      output: cut.text,
      ...(result.resultText === '' || result.resultText === 'undefined'
        ? {}
        : { resultText: cutOutput(result.resultText).text }),
      ...(result.error === undefined ? {} : { error: result.error }),
      ...(cut.note === undefined ? {} : { note: cut.note }),
    };
  } finally {
    signal.removeEventListener('abort', onStop);
    context.showStatus(signal.aborted ? 'idle' : 'thinking');
  }
}

/** What was rehearsed and allowed is what is done; a command that nobody wants to be asked about is run in the room. */
async function bash(
  context: ToolContext,
  command: string,
  rehearsal: Rehearsal | undefined,
): Promise<ToolOutput<'bash'>> {
  const { approvals, editor, hands, turn, signal } = context;
  const done = await editor.alone(async () => {
    if (rehearsal?.effects.length === 0 || (rehearsal && (await hands.apply(rehearsal, turn))))
      return rehearsal;
    // It could do something else now than what was looked at.
    const asks = approvals.needs('bash') || (rehearsal?.changes.deleted.length && approvals.needs('delete'));
    if (asks)
      throw new TandemError('conflict', 'The files changed in that moment; nothing was done. Try again.');
    return hands.exec(command, turn, signal);
  });
  const { result, effects } = done;
  const stdout = cutOutput(result.stdout);
  const stderr = cutOutput(result.stderr);
  const saved = effects.length === 0 ? {} : await savedNote(context);
  const notes = [stdout.note, stderr.note, saved.note].filter((note) => note !== undefined);
  return {
    stdout: stdout.text,
    stderr: stderr.text,
    exitCode: result.exitCode,
    changed: effects.map(sayEffect),
    ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
  };
}

async function read({ hands, signal }: ToolContext, rawUrl: string): Promise<ToolOutput<'fetch'>> {
  const answer = await hands.request(urlOf(rawUrl), signal);
  if ('error' in answer) throw new TandemError('forbidden', answer.error.message);
  const { text, note } = cutOutput(answer.body);
  const contentType = answer.headers['content-type'];
  return {
    url: answer.url,
    status: answer.status,
    ...(contentType === undefined ? {} : { contentType }),
    text,
    ...(note === undefined ? {} : { note }),
  };
}
