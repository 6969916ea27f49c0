import { WorkerEntrypoint } from 'cloudflare:workers';
import type { RunHostService } from '../../../shared/host.ts';
import { ask } from '../ask.ts';
import { hostOf, type RunProps } from '../host.ts';

/**
 * `env.ECHO`: the smallest loopback. It shows that a program reaches its host, and that the host knows which run it is:
 * room and run come from the props that the executor set, and no argument of the program can change them.
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
