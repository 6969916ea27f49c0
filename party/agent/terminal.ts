import type { CoderEvent } from '../../shared/chat.ts';
import { TandemError } from '../../shared/errors.ts';
import { changesFiles } from '../../shared/host.ts';
import { newUlid } from '../../shared/ids.ts';
import { shellLimits, terminalLimits } from '../../shared/limits.ts';
import type { User } from '../../shared/roles.ts';
import type { ShellResult, ToolService } from '../../shared/run.ts';
import type { TerminalLine } from '../../shared/terminal.ts';
import { after } from '../../shared/timers.ts';
import type { Acts } from './acts/acts.ts';
import type { Sql } from './sql.ts';
import { TerminalStore } from './terminal-store.ts';

export interface TerminalOptions {
  room: string;
  sql: Sql;
  acts: Pick<Acts, 'begin' | 'end' | 'shellOf'>;
  executor: Pick<ToolService, 'exec'>;
  /** Resolves when the room's files are known. @throws TandemError `unavailable` */
  ready: () => Promise<void>;
  /** Resolves when what commands wrote is on the room's disk. @throws TandemError `unavailable` */
  saved: () => Promise<void>;
  /** Tells every page. */
  emit: (event: CoderEvent) => void;
  /** Keeps the coder awake, and in the room, while a command goes on. */
  hold: () => () => void;
}

interface Live {
  user: string;
  stop: PromiseWithResolvers<'stopped'>;
  ended: PromiseWithResolvers<void>;
}

/**
 * The room's terminal: bash over its files, typed into by anyone who may edit and read by all. Each person has a shell
 * of their own, with its directory and variables, and one command at a time in it.
 */
export class Terminal {
  readonly #options: TerminalOptions;
  readonly #store: TerminalStore;
  /** By the id of the command, whose it is, what ends it, and when it is over. */
  readonly #live = new Map<number, Live>();

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#store = new TerminalStore(options.sql);
    for (const { id, state } of this.#store.list(terminalLimits.keptLines)) {
      if (state === 'running') this.#store.change(id, { state: 'lost' });
    }
  }

  /**
   * Begins a command; what it says is told when it is over.
   * @throws TandemError `bad_request` for an empty one, `conflict` while the person's last one goes on, `rate_limited`
   *   when many people's do, `unavailable` when the room is away.
   */
  async start(command: string, by: User): Promise<TerminalLine> {
    if (command.trim() === '') throw new TandemError('bad_request', 'The command is empty.');
    await this.#options.ready();
    if ([...this.#live.values()].some(({ user }) => user === by.id)) {
      throw new TandemError('conflict', 'Your last command still goes on. Wait, or stop it with Ctrl+C.');
    }
    if (this.#live.size >= terminalLimits.concurrentPerRoom) {
      throw new TandemError('rate_limited', 'Too many commands go on in this room. Wait until one is over.');
    }
    const cwd = this.#store.shellOf(by)?.cwd ?? '/work';
    const begun = { at: Date.now(), by, cwd, command, state: 'running', stdout: '', stderr: '' } as const;
    const line = this.#store.add(begun);
    this.#tell(line);
    void this.#run(line);
    return line;
  }

  /** Stops a command; resolves when it is over. One that is over stays as it is. @throws TandemError `not_found` */
  async stop(id: number): Promise<TerminalLine> {
    const live = this.#live.get(id);
    live?.stop.resolve('stopped');
    await live?.ended.promise;
    return this.#store.get(id);
  }

  /** The newest commands, oldest first. */
  list(): TerminalLine[] {
    return this.#store.list(terminalLimits.joinedLines);
  }

  /** What a page that just came is told. */
  newest(): CoderEvent[] {
    return this.list().map((line) => ({ type: 'terminal', line }));
  }

  /** Never rejects: whatever happens to a command is said on its line. */
  async #run({ id, by, command }: TerminalLine): Promise<void> {
    const { room, acts, executor, hold } = this.#options;
    const runId = newUlid();
    const stop = Promise.withResolvers<'stopped'>();
    const ended = Promise.withResolvers<void>();
    this.#live.set(id, { user: by.id, stop, ended });
    const release = hold();
    // The shell ends itself; this is for one that an executor took with it.
    const cancel = after(shellLimits.maxMs + terminalLimits.graceMs, () => stop.resolve('stopped'));
    const shell = this.#store.shellOf(by);
    acts.begin(runId, by, {}, shell && { shell });
    let change: Partial<TerminalLine> = {};
    try {
      const result = await Promise.race([executor.exec({ room, runId }, command), stop.promise]);
      change = result === 'stopped' ? { state: 'stopped' } : { state: 'ended', ...cut(result) };
      const left = acts.shellOf(runId);
      if (left) {
        this.#store.keepShell(by, left);
        change.cwdAfter = left.cwd;
      }
      // Over is over on disk.
      if (acts.end(runId).some(changesFiles)) await this.#options.saved();
    } catch (error) {
      if (error instanceof TandemError) {
        change = { ...change, stderr: `${change.stderr ?? ''}${error.message}\n` };
      } else {
        console.error('tandem: a command in the terminal failed', error);
        change = { state: 'ended', stderr: absent, exitCode: 126 };
      }
    } finally {
      cancel();
      // A shell that was stopped reaches nothing of the room from here on.
      acts.end(runId);
      release();
      this.#live.delete(id);
    }
    this.#tell(this.#store.change(id, change));
    ended.resolve();
  }

  #tell(line: TerminalLine): void {
    this.#options.emit({ type: 'terminal', line });
  }
}

const absent = 'The executor cannot be reached at the moment. Try again in a few seconds.\n';

function cut({
  stdout,
  stderr,
  exitCode,
}: ShellResult): Pick<TerminalLine, 'stdout' | 'stderr' | 'exitCode'> {
  const short = (text: string): string =>
    text.length <= terminalLimits.keptOutput
      ? text
      : `${text.slice(0, terminalLimits.keptOutput)}\n… ${text.length - terminalLimits.keptOutput} characters more were not kept.\n`;
  return { stdout: short(stdout), stderr: short(stderr), exitCode };
}
