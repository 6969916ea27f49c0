import { runOverMessage } from '../../../shared/host.ts';
import { watchdogLimits } from '../../../shared/limits.ts';
import type { Service } from '../host/dispose-results.ts';

/** Storage that outlives a restart of the room's coder. */
interface Kept {
  get(key: string): unknown;
  put(key: string, value: number): void;
}

export interface RoomExecutorOptions {
  usual: Service;
  /**
   * Runs in a process of its own; undefined where none is configured. That process starts when the usual executor is
   * first stopped after `sinceMs`, so an earlier penalty would send the room to an executor that is not running.
   */
  penal: { service: Service; sinceMs: number } | undefined;
  kept: Kept;
  /** Whether a command’s run has made a host call yet, and so has begun. */
  hasBegun: (runId: string) => boolean;
}

/**
 * One room’s view of the executor. A program that hangs the executor takes it away from every room. So when it dies
 * during a run or command of this room, the room’s programs go to the penal executor for a time, where they can only
 * stop each other. Nobody can tell whose program was at fault, so every room that had one running is sent there.
 */
export class RoomExecutor implements Service {
  readonly #options: RoomExecutorOptions;

  constructor(options: RoomExecutorOptions) {
    this.#options = options;
  }

  /** A sentence to show with each run while the penalty lasts. */
  notice(): string | undefined {
    const minutes = Math.ceil(this.#penaltyLeftMs() / 60_000);
    if (minutes === 0) return undefined;
    return `The executor stopped while a program of this room ran. For ${minutes} more ${minutes === 1 ? 'minute' : 'minutes'} this room's programs run in a separate process.`;
  }

  run: Service['run'] = async (job, onEntries, whenStopped) => {
    let hasBegun = false;
    return await this.#withPenalty(
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
    await this.#withPenalty(
      (service) => service.exec(props, ...rest),
      () => this.#options.hasBegun(props.runId),
    );

  // A fetch only waits for another machine: it cannot hang the executor.
  request: Service['request'] = async (...call) => await this.#service().request(...call);

  /** The executor answers whatever a program does, so a rejected call means that it died: the room gets the penalty. */
  async #withPenalty<T>(call: (service: Service) => Promise<T>, hasBegun: () => boolean): Promise<T> {
    try {
      return await call(this.#service());
    } catch (error) {
      const wasStopped = error instanceof Error && error.message.includes(runOverMessage);
      if (this.#options.penal !== undefined && !wasStopped && hasBegun()) {
        this.#options.kept.put(penaltyKey, Date.now() + watchdogLimits.penaltyMs);
      }
      throw error;
    }
  }

  #service(): Service {
    const { usual, penal } = this.#options;
    return penal !== undefined && this.#penaltyLeftMs() > 0 ? penal.service : usual;
  }

  #penaltyLeftMs(): number {
    const { penal, kept } = this.#options;
    const until = kept.get(penaltyKey);
    if (penal === undefined || typeof until !== 'number') return 0;
    return until - watchdogLimits.penaltyMs < penal.sinceMs ? 0 : Math.max(0, until - Date.now());
  }
}

const penaltyKey = 'penal-until';
