import { WorkerEntrypoint } from 'cloudflare:workers';
import type { RunHostService } from '../../../shared/host.ts';
import type { ShellResult } from '../../../shared/run.ts';
import { hostOf, type RunProps } from '../host.ts';
import { execInShell } from '../shell.ts';

/** A bash over the room's files. What one command leaves, directory and variables, the next of the run finds. */
export class Bash extends WorkerEntrypoint<{ HOST: RunHostService }, RunProps> {
  async exec(command: string, options?: { stdin?: string }): Promise<ShellResult> {
    return await execInShell(hostOf(this.env.HOST, this.ctx.props), command, options?.stdin);
  }
}
