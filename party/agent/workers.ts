import { listFiles, readAll } from '../../shared/doc.ts';
import { agentUser } from '../../shared/roles.ts';
import type { Approvals } from './approvals/approvals.ts';
import { Chat } from './chat/chat.ts';
import type { ChatHost, ChatParts } from './chat/chat-host.ts';
import type { ReadSnapshotStore } from './edits/read-snapshot-store.ts';
import type { HostCalls } from './host/host-calls.ts';
import { SandboxTools, type SandboxToolsOptions } from './host/sandbox-tools.ts';
import type { Replica } from './replica/replica.ts';
import { Runs, type RunsOptions } from './runs/runs.ts';
import { ToolCallJournal } from './storage/tool-call-journal.ts';
import { Terminal, type TerminalOptions } from './terminal/terminal.ts';
import { effectIn } from './tools/tool-effects.ts';

type Options = Omit<
  RunsOptions & TerminalOptions & SandboxToolsOptions,
  'notice' | 'files' | 'runs' | 'paths'
> &
  Pick<ChatParts, 'models' | 'turns'> & {
    host: ChatHost;
    replica: Replica;
    hostCalls: HostCalls;
    executor: { notice(): string | undefined };
    readSnapshots: ReadSnapshotStore;
    approvals: Approvals;
  };

/** What works for a room's people: runs, the terminal, and the chat with the agent and its tools. */
export function startWorkers(options: Options): { runs: Runs; terminal: Terminal; chat: Chat } {
  const { executor, hostCalls, replica, readSnapshots, approvals } = options;
  const joined = () => replica.join().then(() => replica.doc);
  const runs = new Runs({
    ...options,
    notice: () => executor.notice(),
    files: async () => readAll(await joined()),
  });
  const paths = async () => listFiles(await joined()).map(({ path }) => path);
  const terminal = new Terminal({ ...options, runs, paths });
  const calls = new ToolCallJournal(options.sql, (turn, output) => {
    const effect = effectIn(output);
    if (effect) hostCalls.note(agentUser, [effect], { turn });
  });
  const chat = new Chat({
    host: options.host,
    room: replica,
    services: { runner: runs, sandbox: new SandboxTools(options), readSnapshots, calls, approvals },
    models: options.models,
    turns: options.turns,
    hostCalls,
  });
  return { runs, terminal, chat };
}
