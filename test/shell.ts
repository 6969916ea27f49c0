import type { RunHost } from '../party/executor/ask.ts';
import { callFiles } from '../party/executor/file-calls.ts';
import { runBash } from '../party/executor/isolate/shell/bash.ts';
import { execInShell } from '../party/executor/shell.ts';
import type { ShellResult } from '../shared/run.ts';

/** Runs a command in the executor's own shell, in this process; the product uses an isolate. */
export function execHere(
  host: RunHost,
  command: string,
  options: Parameters<typeof execInShell>[3] = {},
): Promise<ShellResult> {
  const files: RunHost = { call: (call) => callFiles(host, call, 'shell') };
  return execInShell(host, () => ({ exec: (task, sink) => runBash(files, task, sink) }), command, options);
}
