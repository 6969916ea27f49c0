import { tool, type ToolExecutionOptions, type ToolSet } from 'ai';
import { TandemError } from '../../../shared/errors.ts';
import type { AgentStatus } from '../../../shared/presence.ts';
import { agentUser, type User } from '../../../shared/roles.ts';
import type { ExecuteResult, OutputEntry, Run, RunRequest } from '../../../shared/run.ts';
import { toolInputs, type ToolName, type ToolOutput } from '../../../shared/tools.ts';
import { deleteDeed, editDeed, renameDeed, runDeed, writeDeed } from '../approvals/deeds.ts';
import { type Deed, doneWithApproval, type Pass } from '../approvals/pass.ts';
import type { EditOptions, Editor } from '../edits/editor.ts';
import type { PendingEdit } from '../edits/finish.ts';
import type { PendingPath } from '../edits/path-change.ts';
import type { EditReport } from '../edits/report.ts';
import type { CallKey, ToolCalls } from '../tool-calls.ts';
import { countLines, cutLines, cutOutput } from './cut.ts';

/** The room's runs, as far as the run tool needs them. */
export interface Runner {
  start(request: RunRequest, by: User): Promise<Run>;
  finished(runId: string): Promise<ExecuteResult>;
  stop(runId: string): Promise<Run>;
  get(runId: string): { run: Run; output: readonly OutputEntry[] };
}

export interface ToolContext {
  turn: string;
  editor: Editor;
  /** Where each call is kept until the turn is over, so that a kill neither loses nor repeats one. */
  calls: Pick<ToolCalls, 'answered' | 'planned' | 'ended'>;
  runner: Runner;
  /** Resolves when the room has what was written; @throws TandemError `unavailable` */
  saved: () => Promise<void>;
  showStatus: (status: AgentStatus) => void;
  /** Aborted when the turn is stopped: a tool then ends soon and tells what it did. */
  signal: AbortSignal;
  /** Who is asked before a call has an effect. */
  approvals: Pass['approvals'];
  /** Called as a wait for people begins; what it returns as it ends. */
  onWaiting: Pass['onWaiting'];
  /** Called as tools begin and end, so that a stop can wait for their answers. */
  onRunning: (change: 1 | -1) => void;
}

type Failure = { error: { code: string; message: string } };

/** What the agent can do in the room. Whatever goes wrong is an answer, never an exception. */
export function roomTools(context: ToolContext): ToolSet & Record<ToolName, unknown> {
  const { editor } = context;
  return {
    listFiles: tool({
      description: 'Lists all files of the room with their number of lines.',
      inputSchema: toolInputs.listFiles,
      execute: (_, call) =>
        guard(context, call, async () => ({
          files: [...editor.list()].map(([path, text]) => ({ path, lines: countLines(text) })),
        })),
    }),
    readFile: tool({
      description: 'Reads a file as it is now. Long files are cut: read the rest by range.',
      inputSchema: toolInputs.readFile,
      execute: ({ path, range }, call) =>
        guard(context, call, async (): Promise<ToolOutput<'readFile'>> => {
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
        guard(
          context,
          call,
          (options) => edited(context, editor.write(path, content, options)),
          writeDeed(editor, { path, content }),
        ),
    }),
    editFile: tool({
      description:
        'Replaces texts in a file. Each search text must stand exactly once in the file as it is now; all are replaced, or none.',
      inputSchema: toolInputs.editFile,
      execute: ({ path, edits, version }, call) =>
        guard(
          context,
          call,
          (options) => edited(context, editor.edit(path, edits, { version, ...options })),
          editDeed(editor, { path, edits }),
        ),
    }),
    deleteFile: tool({
      description: 'Puts a file into the trash, from where people can bring it back.',
      inputSchema: toolInputs.deleteFile,
      execute: ({ path }, call) =>
        guard(
          context,
          call,
          async (options) => ({ ...(await editor.move(path, null, options)), ...(await savedNote(context)) }),
          deleteDeed(editor, { path }),
        ),
    }),
    renameFile: tool({
      description: 'Renames or moves a file. What imports it is not changed.',
      inputSchema: toolInputs.renameFile,
      execute: ({ path, to }, call) =>
        guard(
          context,
          call,
          async (options) => ({ ...(await editor.move(path, to, options)), ...(await savedNote(context)) }),
          renameDeed(editor, { path, to }),
        ),
    }),
    run: tool({
      description:
        'Runs a file of the room and answers with what it printed. Everyone in the room sees the output.',
      inputSchema: toolInputs.run,
      execute: ({ entry }, call) =>
        guard(context, call, () => run(context, entry), runDeed(editor, { entry })),
    }),
  };
}

/**
 * Makes a call once: the same one again is answered with what it answered, and whatever goes wrong is an answer too.
 * A call with a `deed` waits for a yes where the room wants to be asked.
 */
async function guard<Output>(
  context: ToolContext,
  { toolCallId, messages }: ToolExecutionOptions<unknown>,
  work: (options: EditOptions<PendingEdit | PendingPath>) => Promise<Output>,
  deed?: Deed,
): Promise<Output | Failure> {
  const { calls, turn } = context;
  const key: CallKey = { turn, step: messages.length, id: toolCallId };
  const before = calls.answered(key);
  // What was kept is what this tool answered to these arguments.
  if (before) return before.output as Output;
  context.onRunning(1);
  let output: Output | Failure;
  try {
    if (context.signal.aborted) throw new TandemError('conflict', 'The turn was stopped before this.');
    output = await doneWithApproval(context, key, deed, () =>
      work({ onPlanned: (pending) => calls.planned(key, pending) }),
    );
  } catch (error) {
    output = failureOf(error);
  } finally {
    context.onRunning(-1);
  }
  calls.ended(key, output);
  return output;
}

function failureOf(error: unknown): Failure {
  if (error instanceof TandemError) return { error: { code: error.code, message: error.message } };
  console.error('tandem: a tool of the agent failed', error);
  return { error: { code: 'internal', message: 'Something went wrong on the server.' } };
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

async function run(context: ToolContext, entry: string): Promise<ToolOutput<'run'>> {
  const { runner, signal } = context;
  context.showStatus('executing');
  const { runId } = await runner.start({ entry }, agentUser);
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
