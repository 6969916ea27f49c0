import { WorkerEntrypoint } from 'cloudflare:workers';
import { hostOf, type RunProps } from '../../party/executor/host.ts';
import { loadShell } from '../../party/executor/load-shell.ts';
import type { ShellFs } from '../../party/executor/loopbacks/shell-fs.ts';
import { execInShell } from '../../party/executor/shell.ts';
import type { HostAnswer, HostCall, RunHostService } from '../../shared/host.ts';

export { ShellFs } from '../../party/executor/loopbacks/shell-fs.ts';

/** What has reached the room, by run. */
const calls = new Map<string, unknown[]>();

/** A room that answers every call, and records it. */
export class RecordingHost extends WorkerEntrypoint implements RunHostService {
  async call(room: string, runId: string, call: HostCall): Promise<HostAnswer> {
    const data = 'data' in call ? { bytes: call.data.byteLength, held: call.data.buffer.byteLength } : {};
    calls.set(runId, [...(calls.get(runId) ?? []), { room, ...call, ...data }]);
    return { value: call.op === 'shell' ? { cwd: '/work', env: { KEPT: 'x' } } : null };
  }
}

interface Env {
  LOADER: WorkerLoader;
  HOST: RunHostService;
}

/**
 * `POST {code, command}`: runs a command as the executor does, but with `code` as the shell's module. Answers
 * with what the shell's caller was told and what reached the room.
 */
export default {
  async fetch(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
    if (request.method === 'GET') return new Response('ok');
    const { code, command }: { code: string; command: string } = await request.json();
    const props: RunProps = { room: 'room-1', runId: crypto.randomUUID() };
    const { ShellFs: files } = context.exports as unknown as {
      ShellFs: (options: { props: RunProps }) => Service<typeof ShellFs>;
    };
    const modules = { main: 'main.js', modules: { 'main.js': code } };
    const load = () => loadShell(env.LOADER, modules, files({ props }));
    const said = await execInShell(hostOf(env.HOST, props), load, command);
    return Response.json({ said, calls: calls.get(props.runId) });
  },
};
