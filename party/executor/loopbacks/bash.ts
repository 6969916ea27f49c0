import { WorkerEntrypoint } from 'cloudflare:workers';
import type { RunHostService } from '../../../shared/host.ts';
import type { ShellResult } from '../../../shared/run.ts';
import { hostOf, type RunProps } from '../host.ts';
import { loadShell } from '../load-shell.ts';
import { execInShell } from '../shell.ts';
import { shellModules } from '../shell-modules.ts';
import type { ShellFs } from './shell-fs.ts';

interface BashEnv {
  HOST: RunHostService;
  LOADER: WorkerLoader;
}

/** A bash over the room's files. What one command leaves, directory and variables, the next of the run finds. */
export class Bash extends WorkerEntrypoint<BashEnv, RunProps> {
  async exec(command: string, options?: { stdin?: string }): Promise<ShellResult> {
    const { props } = this.ctx;
    // This Worker's own entrypoints: their type is a global that the project's other Worker would share.
    const { ShellFs: files } = this.ctx.exports as unknown as {
      ShellFs: (options: { props: RunProps }) => Service<typeof ShellFs>;
    };
    const load = () => loadShell(this.env.LOADER, shellModules(), files({ props }));
    return await execInShell(hostOf(this.env.HOST, props), load, command, options?.stdin);
  }
}
