import { WorkerEntrypoint } from 'cloudflare:workers';
import type { RunHost } from '../../ask.ts';
import type { Sink } from '../task.ts';
import { runBash, type ShellAnswer, type ShellTask } from './bash.ts';

/** The main module of a shell's isolate. It lives for one command and can reach only the files of its run. */
export default class Shell extends WorkerEntrypoint<{ FS: RunHost }> {
  async exec(task: ShellTask, sink?: Sink): Promise<ShellAnswer> {
    return await runBash({ call: (call) => this.env.FS.call(call) }, task, sink);
  }
}
