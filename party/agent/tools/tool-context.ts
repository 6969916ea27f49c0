import { TandemError } from '../../../shared/errors.ts';
import type { AgentStatus } from '../../../shared/presence.ts';
import type { User } from '../../../shared/roles.ts';
import type { ExecuteResult, OutputEntry, Run, RunRequest } from '../../../shared/run.ts';
import type { Todo } from '../../../shared/todo.ts';
import type { Editor } from '../edits/editor.ts';
import type { ReadSnapshots } from '../edits/read-snapshots.ts';
import type { AgentRun } from '../runs/runs.ts';
import type { ToolCallContext } from './run-tool-call.ts';
import type { SandboxTools } from '../host/sandbox-tools.ts';
import type { ToolCallJournal } from '../storage/tool-call-journal.ts';

/** The room's runs, as far as the run tool needs them. */
export interface Runner {
  start(request: RunRequest, by: User, agent: AgentRun): Promise<Run>;
  finished(runId: string): Promise<ExecuteResult>;
  stop(runId: string): Promise<Run>;
  get(runId: string): { run: Run; output: readonly OutputEntry[] };
}

/** What the tools of every turn work with. */
export interface ToolServices {
  runner: Runner;
  sandbox: Pick<
    SandboxTools,
    'dryRoom' | 'dryRun' | 'isFresh' | 'plan' | 'applyDryRun' | 'exec' | 'request' | 'checkTypes'
  >;
  /** The files that the agent has read. */
  readSnapshots: ReadSnapshots;
  calls: ToolCallJournal;
  approvals: ToolCallContext['approvals'];
}

/** What the tools of one turn work with. */
export interface ToolContext extends ToolCallContext, Pick<ToolServices, 'runner' | 'sandbox'> {
  editor: Editor;
  /** Resolves once the room has stored what was written. @throws TandemError `unavailable` */
  saved: () => Promise<void>;
  showStatus: (status: AgentStatus) => void;
  /** Shows the plan of the turn to every page. */
  showTodo: (todo: Todo) => void;
}

/** Waits until the room has stored what was written. @returns a note when it did not confirm */
export async function savedNote({ saved }: ToolContext): Promise<{ note?: string }> {
  try {
    await saved();
    return {};
  } catch (error) {
    if (error instanceof TandemError) return { note: error.message };
    throw error;
  }
}
