import { runOver } from '../../../shared/host.ts';
import { watchdogLimits } from '../../../shared/limits.ts';
import type { Service } from '../host/dispose-results.ts';

/** What a room's coder keeps between starts. */
interface Kept {
  get(key: string): unknown;
  put(key: string, value: number): void;
}

export interface RoomExecutorOptions {
  usual: Service;
  /**
   * In a process of its own; where there is none, nobody is sent there. It is started when the usual one is stopped for
   * the first time after `sinceMs`, so that a penalty of before would send the room to nobody.
   */
  penal: { service: Service; sinceMs: number } | undefined;
  kept: Kept;
  /** Whether a run that the room began for a command has asked anything of it. */
  hasBegun: (runId: string) => boolean;
}

/**
 * The executor as one room has it. A program that hangs it takes it from all rooms: when it dies under a run or command
 * of this room, what the room runs goes for a time to the penal one, where it stops only itself and its like. Whose
 * fault it was nobody can tell, so every room that had something going on is sent there.
 */
export class RoomExecutor implements Service {
  readonly #options: RoomExecutorOptions;

  constructor(options: RoomExecutorOptions) {
    this.#options = options;
  }

  /** For the people of the room, while the penalty lasts. */
  notice(): string | undefined {
    const minutes = Math.ceil(this.#penaltyLeftMs() / 60_000);
    if (minutes === 0) return undefined;
    return `The executor stopped while a program of this room ran. For ${minutes} more ${minutes === 1 ? 'minute' : 'minutes'} this room's programs run in a process apart.`;
  }

  run: Service['run'] = async (job, onEntries, whenStopped) => {
    let hasBegun = false;
    return await this.#blamed(
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
    await this.#blamed(
      (service) => service.exec(props, ...rest),
      () => this.#options.hasBegun(props.runId),
    );

  // A request waits for another machine, and hangs nothing.
  request: Service['request'] = async (...call) => await this.#service().request(...call);

  /** The executor answers whatever a program does: a call that fails has lost it. */
  async #blamed<T>(call: (service: Service) => Promise<T>, hasBegun: () => boolean): Promise<T> {
    try {
      return await call(this.#service());
    } catch (error) {
      const wasStopped = error instanceof Error && error.message.includes(runOver);
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
