import { WorkerEntrypoint } from 'cloudflare:workers';
import type { RunProps } from '../host.ts';

/**
 * The smallest loopback: proves that a program reaches its host, and that the host knows which run is asking.
 * Room and run come from the props that the host set; no argument of the program's can change them.
 */
export class Echo extends WorkerEntrypoint<unknown, RunProps> {
  ping(): string {
    return 'pong';
  }

  info(): RunProps {
    const { room, runId } = this.ctx.props;
    return { room, runId };
  }

  echo(value: unknown): unknown {
    return value;
  }
}
