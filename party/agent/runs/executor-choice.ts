import { runOverMessage } from '../../../shared/host.ts';
import { watchdogLimits } from '../../../shared/limits.ts';
import type { Service } from '../host/dispose-results.ts';
import type { KeyValues } from '../storage/key-values.ts';

export interface ExecutorChoiceOptions {
  usual: Service;
  /**
   * Runs in a process of its own; undefined where none is configured. That process starts when the usual executor is
   * first stopped after `sinceMs`, so an earlier isolation would send the room to an executor that is not running.
   */
  isolated: { service: Service; sinceMs: number } | undefined;
  storage: KeyValues<number>;
  /** Whether a command’s run has made a host call, and so has begun, or is over. */
  hasBegunOrEnded: (runId: string) => boolean;
}

/**
 * One room’s view of the executor. A program that hangs the executor takes it away from every room. So when it dies
 * during a run or command of this room, the room’s programs go to the isolated executor for a time, where they can only
 * stop each other. Nobody can tell whose program was at fault, so every room that had one running is sent there.
 */
export class ExecutorChoice implements Service {
  readonly #options: ExecutorChoiceOptions;

  constructor(options: ExecutorChoiceOptions) {
    this.#options = options;
  }

  /** A sentence to show with each run while it lasts. */
  notice(): string | undefined {
    const minutes = Math.ceil(this.#isolationLeftMs() / 60_000);
    if (minutes === 0) return undefined;
    return `The executor stopped while a program of this room ran. For ${minutes} more ${minutes === 1 ? 'minute' : 'minutes'} this room's programs run in a separate process.`;
  }

  run: Service['run'] = async (job, onEntries, whenStopped) => {
    let hasBegun = false;
    return await this.#withIsolation(
      (service) =>
        service.run(
          job,
          async (entries, seq) => {
            hasBegun = true;
            await onEntries(entries, seq);
          },
          whenStopped,
        ),
      () => hasBegun,
    );
  };

  exec: Service['exec'] = async (props, ...rest) =>
    await this.#withIsolation(
      (service) => service.exec(props, ...rest),
      () => this.#options.hasBegunOrEnded(props.runId),
    );

  // A fetch only waits for another machine: it cannot hang the executor.
  request: Service['request'] = async (...call) => await this.#service().request(...call);

  /** One that had worked for a while when it died may have taken the executor with it; a short one found it away. */
  checkTypes: Service['checkTypes'] = async (job) => {
    const begunMs = Date.now();
    return await this.#withIsolation(
      (service) => service.checkTypes(job),
      () => Date.now() - begunMs > watchdogLimits.intervalMs,
    );
  };

  /** The executor answers whatever a program does, so a rejected call means that it died: the room is isolated. */
  async #withIsolation<T>(call: (service: Service) => Promise<T>, hasBegun: () => boolean): Promise<T> {
    try {
      return await call(this.#service());
    } catch (error) {
      const wasStopped = error instanceof Error && error.message.includes(runOverMessage);
      if (this.#options.isolated !== undefined && !wasStopped && hasBegun()) {
        this.#options.storage.put(isolationKey, Date.now() + watchdogLimits.isolationMs);
      }
      throw error;
    }
  }

  #service(): Service {
    const { usual, isolated } = this.#options;
    return isolated !== undefined && this.#isolationLeftMs() > 0 ? isolated.service : usual;
  }

  #isolationLeftMs(): number {
    const { isolated, storage } = this.#options;
    const until = storage.get(isolationKey);
    if (isolated === undefined || typeof until !== 'number') return 0;
    return until - watchdogLimits.isolationMs < isolated.sinceMs ? 0 : Math.max(0, until - Date.now());
  }
}

const isolationKey = 'isolated-until';
