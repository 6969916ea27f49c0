import { TandemError } from '../../../shared/errors.ts';
import type { AgentStatus } from '../../../shared/presence.ts';
import type { User } from '../../../shared/roles.ts';
import type { ExecuteResult, OutputEntry, Run, RunRequest } from '../../../shared/run.ts';
import type { Editor } from '../edits/editor.ts';
import type { AgentRun } from '../runs/runs.ts';
import type { GuardContext } from './run-tool-call.ts';
import type { Hands } from '../host/sandbox-tools.ts';

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
  hands: Pick<Hands, 'dryRoom' | 'dryRun' | 'isFresh' | 'plan' | 'apply' | 'exec' | 'request'>;
  /** Resolves when the room has what was written; @throws TandemError `unavailable` */
  saved: () => Promise<void>;
  showStatus: (status: AgentStatus) => void;
}

/** Resolves when the room has what was written, with a note where it could not say so. */
export async function savedNote({ saved }: ToolContext): Promise<{ note?: string }> {
  try {
    await saved();
    return {};
  } catch (error) {
    if (error instanceof TandemError) return { note: error.message };
    throw error;
  }
}
