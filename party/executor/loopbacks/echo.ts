import { WorkerEntrypoint } from 'cloudflare:workers';
import type { RunHostService } from '../../../shared/host.ts';
import { ask } from '../ask.ts';
import { hostOf, type RunProps } from '../host.ts';

/**
 * The smallest loopback: proves that a program reaches its host, and that the host knows which run is asking.
 * Room and run come from the props that the host set; no argument of the program's can change them.
 */
export class Echo extends WorkerEntrypoint<{ HOST: RunHostService }, RunProps> {
  async ping(): Promise<string> {
    await this.#live();
    return 'pong';
  }

  async info(): Promise<RunProps> {
    await this.#live();
    const { room, runId } = this.ctx.props;
    return { room, runId };
  }

  async echo(value: unknown): Promise<unknown> {
    await this.#live();
    return value;
  }

  /** @throws HostError when the run is over */
  async #live(): Promise<void> {
    await ask(hostOf(this.env.HOST, this.ctx.props), { op: 'live' });
  }
}
