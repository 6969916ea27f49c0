import { WorkerEntrypoint } from 'cloudflare:workers';
import type { RunHostService } from '../../../shared/host.ts';
import type { ShellResult } from '../../../shared/run.ts';
import { hostOf, type RunProps } from '../host.ts';
import { loadShell } from '../load-shell.ts';
import { execInShell } from '../shell.ts';
import { shellModules } from '../built-modules.ts';
import type { ShellFs } from './shell-fs.ts';

interface BashEnv {
  HOST: RunHostService;
  LOADER: WorkerLoader;
}

type Context = Pick<ExecutionContext, 'exports'>;
type Options = Parameters<typeof execInShell>[3];

/** Runs a command in the shell of a run. */
export async function execFor(
  props: RunProps,
  { env, ctx }: { env: BashEnv; ctx: Context },
  command: string,
  options: Options,
): Promise<ShellResult> {
  // This Worker's own entrypoints: their type comes from a global that the other Worker would share.
  const { ShellFs: files } = ctx.exports as unknown as {
    ShellFs: (options: { props: RunProps }) => Service<typeof ShellFs>;
  };
  const load = () => loadShell(env.LOADER, shellModules(), files({ props }));
  return await execInShell(hostOf(env.HOST, props), load, command, options);
}

/** `env.BASH`: bash over the room's files. Directory and variables carry over to the run's next command. */
export class Bash extends WorkerEntrypoint<BashEnv, RunProps> {
  async exec(command: string, options?: { stdin?: string }): Promise<ShellResult> {
    return await execFor(this.ctx.props, { env: this.env, ctx: this.ctx }, command, {
      stdin: options?.stdin,
    });
  }
}
