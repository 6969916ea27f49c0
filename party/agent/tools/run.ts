import { TandemError } from '../../../shared/errors.ts';
import { agentUser } from '../../../shared/roles.ts';
import type { RunRequest } from '../../../shared/run.ts';
import type { ToolOutput } from '../../../shared/tools.ts';
import { changeKinds, type DryRoom } from '../host/dry-room.ts';
import { proposeChanges, kindsOf, describeChanges } from '../approvals/sandbox-proposals.ts';
import type { AskMore } from '../approvals/require-approval.ts';
import type { AgentRun } from '../runs/runs.ts';
import { truncateOutput } from '../text/truncate.ts';
import { savedNote, type ToolContext } from './tool-context.ts';

type Ran = ToolOutput<'run'>;

/**
 * Runs a program. Where changes need approval it runs in a copy of the room, and people are asked about its changes when
 * it has ended.
 */
export async function run(
  context: ToolContext,
  request: RunRequest,
  files: AgentRun['files'],
  more: AskMore,
): Promise<Ran> {
  const { approvals, editor, sandbox } = context;
  const asks = changeKinds.some((kind) => approvals.isRequired(kind));
  const dry = asks ? sandbox.dryRoom() : undefined;
  const result = await editor.alone(() => execute(context, request, { files, dry }));
  if (!dry || dry.kinds.size === 0) return result;
  const { changed = [], notes } = await applyChanges(result, dry, { context, request, more });
  const note = [result.note, ...notes].filter((each) => each !== undefined).join(' ');
  return { ...result, changed, ...(note === '' ? {} : { note }) };
}

const untouched = 'The room’s files are as they were before the run.';

/** Applies the changes that a run made in its copy, if people allow them. */
async function applyChanges(
  { runId, state }: Ran,
  room: DryRoom,
  { context, request, more }: { context: ToolContext; request: RunRequest; more: AskMore },
): Promise<{ changed?: string[]; notes: (string | undefined)[] }> {
  const { approvals, editor, sandbox, turn } = context;
  if (state === 'stopped')
    return { notes: [`It was stopped, so none of its changes were made. ${untouched}`] };
  const action = proposeChanges(sandbox, { input: request, room, state });
  try {
    const { effects, plan } = await more(action, (plan) =>
      editor.alone(async () => {
        const asks = plan && kindsOf(plan, room).some((kind) => approvals.isRequired(kind));
        const done = await sandbox.applyDryRun(room, {
          turn,
          runId,
          allowed: asks ? plan?.target : undefined,
        });
        if (done) return { effects: done, plan };
        throw new TandemError('conflict', 'The files changed at that moment; nothing was done.');
      }),
    );
    const { note } = effects.length === 0 ? {} : await savedNote(context);
    return { changed: describeChanges(effects), notes: [...(plan?.leftOut ?? []), note] };
  } catch (error) {
    if (!(error instanceof TandemError)) throw error;
    return { notes: [`About the program’s changes: ${error.message} ${untouched}`] };
  }
}

async function execute(
  context: ToolContext,
  request: RunRequest,
  agent: Pick<AgentRun, 'files' | 'dry'>,
): Promise<ToolOutput<'run'>> {
  const { runner, signal, turn } = context;
  context.showStatus('executing');
  const { runId } = await runner.start(request, agentUser, { turn, ...agent });
  const onStop = (): void => {
    runner.stop(runId).catch((error: unknown) => console.error('tandem: a run could not be stopped', error));
  };
  signal.addEventListener('abort', onStop);
  try {
    if (signal.aborted) onStop();
    const result = await runner.finished(runId);
    const { run: over } = runner.get(runId);
    const lines = result.logs.map(({ level, text }) => (level === 'log' ? text : `${level}: ${text}`));
    const truncated = truncateOutput(lines.join('\n'));
    const changed = describeChanges(result.actions.map(({ effect }) => effect));
    return {
      runId,
      number: over.number,
      state: over.state,
      durationMs: result.durationMs,
      output: truncated.text,
      ...(result.resultText === '' || result.resultText === 'undefined'
        ? {}
        : { resultText: truncateOutput(result.resultText).text }),
      ...(result.error === undefined ? {} : { error: result.error }),
      ...(changed.length === 0 ? {} : { changed }),
      ...(truncated.note === undefined ? {} : { note: truncated.note }),
    };
  } finally {
    signal.removeEventListener('abort', onStop);
    context.showStatus(signal.aborted ? 'idle' : 'thinking');
  }
}
