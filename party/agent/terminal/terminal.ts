import * as z from 'zod/mini';
import type { CoderEvent } from '../../../shared/chat.ts';
import { TandemError } from '../../../shared/errors.ts';
import { newUlid } from '../../../shared/ids.ts';
import { shellLimits, terminalLimits } from '../../../shared/limits.ts';
import type { User } from '../../../shared/roles.ts';
import { outputEntrySchema, type ToolService } from '../../../shared/run.ts';
import type { TerminalLine } from '../../../shared/terminal.ts';
import type { TerminalChunk } from '../../../shared/terminal-output.ts';
import type { HostCalls } from '../host/host-calls.ts';
import { callExecutor, executorAway } from '../host/call-executor.ts';
import { chunksFrom, CommandOutput } from './command-output.ts';
import { type ProgramLine, parseProgramLine } from './program-line.ts';
import type { Sql } from '../storage/sql.ts';
import { shownLine } from './shown-line.ts';
import { type ProgramRuns, runProgram } from './terminal-program.ts';
import { TerminalStore } from './terminal-store.ts';

export interface TerminalOptions {
  room: string;
  sql: Sql;
  hostCalls: Pick<
    HostCalls,
    'begin' | 'end' | 'shellOf' | 'hasBegunOrEnded' | 'hasChangedFiles' | 'leftInTemp'
  >;
  executor: Pick<ToolService, 'exec'>;
  /** Runs what `node FILE` starts. */
  runs: ProgramRuns;
  /** The room's files. @throws TandemError `unavailable` */
  paths: () => Promise<string[]>;
  /** Resolves once the room has stored what commands wrote. @throws TandemError `unavailable` */
  saved: () => Promise<void>;
  /** Sends an event to every page. */
  emit: (event: CoderEvent) => void;
  /** Keeps the coder awake, and in the room, while a command goes on. */
  hold: () => () => void;
}

const entriesSchema = z.array(outputEntrySchema);

interface ExecOptions {
  whenStopped: Promise<void>;
  tty: boolean;
}

interface LiveCommand {
  user: string;
  output: CommandOutput;
  /** When the output was last stored, in ms since the epoch. */
  storedAt: number;
  stop: PromiseWithResolvers<void>;
  ended: PromiseWithResolvers<void>;
}

/**
 * The room's terminal: bash over its files. Anyone who may edit can type into it, and everyone can read it. Each person
 * has a shell of their own, with its directory and variables, which runs one command at a time.
 */
export class Terminal {
  readonly #options: TerminalOptions;
  readonly #store: TerminalStore;
  /** The commands that are running, by id. */
  readonly #live = new Map<number, LiveCommand>();

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#store = new TerminalStore(options.sql);
    for (const { id, state } of this.#store.list(terminalLimits.keptLines)) {
      if (state === 'running') this.#store.change(id, { state: 'lost' });
    }
  }

  /**
   * Starts a command; pages get its output as it is printed.
   * @param tty whether they are shown in colours
   * @throws TandemError `bad_request` for an empty command, `conflict` while the person's last one is running,
   *   `rate_limited` when too many people's are, `unavailable` when the room is away.
   */
  async start(command: string, by: User, tty = false): Promise<TerminalLine> {
    if (command.trim() === '') throw new TandemError('bad_request', 'The command is empty.');
    const paths = await this.#options.paths();
    if ([...this.#live.values()].some(({ user }) => user === by.id)) {
      throw new TandemError('conflict', 'Your last command is still running. Wait, or stop it with Ctrl+C.');
    }
    if (this.#live.size >= terminalLimits.concurrentPerRoom) {
      throw new TandemError(
        'rate_limited',
        'Too many commands are running in this room. Wait until one ends.',
      );
    }
    const cwd = this.#store.shellOf(by)?.cwd ?? '/work';
    const begun = { at: Date.now(), by, cwd, command, state: 'running', stdout: '', stderr: '' } as const;
    const line = this.#store.add(begun);
    this.#broadcast(line);
    void this.#run(line, paths, tty);
    return line;
  }

  /** Stops a command; resolves when it is over. A command that has ended stays as it is. @throws TandemError `not_found` */
  async stop(id: number): Promise<TerminalLine> {
    const live = this.#live.get(id);
    live?.stop.resolve();
    await live?.ended.promise;
    return this.#store.get(id);
  }

  /** Stops every command; resolves when all are over. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.#live.keys()].map((id) => this.stop(id)));
  }

  /** The newest commands, oldest first. */
  list(): TerminalLine[] {
    return this.#store.list(terminalLimits.joinedLines).map((line) => this.#withPrinted(line));
  }

  /** A command with all of its output that is kept. @throws TandemError `not_found` */
  get(id: number): TerminalLine {
    return this.#withPrinted(this.#store.get(id));
  }

  /** Events for a page that just connected: the newest commands, with the end of their output. */
  newest(): CoderEvent[] {
    return this.list().map((line) => ({ type: 'terminal', line: shownLine(line) }));
  }

  /** Never rejects: a failure ends the line with an error. */
  async #run(line: TerminalLine, paths: string[], tty: boolean): Promise<void> {
    const { id, by, command, cwd } = line;
    const stop = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const output = new CommandOutput();
    this.#live.set(id, { user: by.id, output, storedAt: Date.now(), stop, ended });
    const release = this.#options.hold();
    try {
      const program = parseProgramLine(command, cwd, paths);
      if (!program) await this.#runBash(line, output, { whenStopped: stop.promise, tty });
      else if ('stderr' in program) this.#end(line, output, { ...program, cwdAfter: cwd });
      else await this.#runProgram(line, output, program, stop.promise);
    } catch (error) {
      console.error('tandem: a command in the terminal could not be kept', error);
    } finally {
      release();
      this.#live.delete(id);
      ended.resolve();
    }
  }

  async #runProgram(
    line: TerminalLine,
    output: CommandOutput,
    program: ProgramLine,
    whenStopped: Promise<unknown>,
  ): Promise<void> {
    const { id, by, cwd } = line;
    const onStart = (runId: string): void => this.#broadcast(this.#store.change(id, { runId }));
    this.#end(line, output, {
      ...(await runProgram(this.#options.runs, program, by, { whenStopped, onStart })),
      cwdAfter: cwd,
    });
  }

  async #runBash(line: TerminalLine, output: CommandOutput, options: ExecOptions): Promise<void> {
    const { by } = line;
    const { hostCalls } = this.#options;
    const runId = newUlid();
    try {
      const shell = this.#store.shellOf(by);
      hostCalls.begin(runId, by, {}, shell && { shell });
      const change = await this.#exec(line, runId, options);
      const shellAfter = hostCalls.shellOf(runId);
      if (shellAfter) this.#store.keepShell(by, shellAfter);
      const wrote = hostCalls.hasChangedFiles(runId);
      const emptied = emptiedMessage(hostCalls.leftInTemp(runId));
      hostCalls.end(runId);
      // The command ends only when its changes are on disk.
      const unsaved = wrote ? await this.#unsaved() : '';
      const stderr = `${change.stderr ?? ''}${emptied}${unsaved}`;
      this.#end(line, output, { ...change, stderr, ...(shellAfter && { cwdAfter: shellAfter.cwd }) });
    } finally {
      // From here on a stopped shell can no longer reach the room.
      hostCalls.end(runId);
    }
  }

  async #exec(
    { id, command }: TerminalLine,
    runId: string,
    { whenStopped, tty }: ExecOptions,
  ): Promise<Partial<TerminalLine>> {
    const { room, hostCalls, executor } = this.#options;
    const hasBegun = (): boolean => hostCalls.hasBegunOrEnded(runId);
    let isOver = false;
    const onEntries = async (entries: unknown): Promise<void> => {
      // A rejection ends the shell.
      if (isOver) throw new Error('The command is over.');
      this.#append(id, chunksFrom(entriesSchema.parse(entries)));
    };
    try {
      const outcome = await callExecutor({
        ask: () => executor.exec({ room, runId }, command, { onEntries, tty }),
        hasBegun,
        maxMs: shellLimits.maxMs + terminalLimits.graceMs,
        whenStopped,
      });
      return outcome.kind === 'answered' ? { state: 'ended', ...outcome.value } : { state: outcome.kind };
    } catch (error) {
      console.error('tandem: a command in the terminal failed', error);
      return { state: 'ended', stderr: `${hasBegun() ? died : executorAway}\n`, exitCode: 126 };
    } finally {
      isOver = true;
    }
  }

  #append(id: number, chunks: readonly TerminalChunk[]): void {
    const live = this.#live.get(id);
    if (!live) return;
    const seq = live.output.length;
    const kept = live.output.add(chunks);
    if (kept.length === 0) return;
    this.#options.emit({ type: 'terminal-output', id, seq, chunks: kept });
    if (Date.now() - live.storedAt < terminalLimits.storeMs) return;
    live.storedAt = Date.now();
    this.#store.change(id, live.output.printed);
  }

  /** A command that goes on with what it has printed until now. */
  #withPrinted(line: TerminalLine): TerminalLine {
    const live = line.state === 'running' ? this.#live.get(line.id) : undefined;
    return live ? { ...line, ...live.output.printed } : line;
  }

  /** Waits until the room has stored what was written. @returns a message when it does not confirm in time, else '' */
  async #unsaved(): Promise<string> {
    try {
      await this.#options.saved();
      return '';
    } catch (error) {
      if (!(error instanceof TandemError)) throw error;
      return `${error.message}\n`;
    }
  }

  #end({ id, by, cwd }: TerminalLine, output: CommandOutput, change: Partial<TerminalLine>): void {
    const { stdout = '', stderr = '', state = 'ended' } = change;
    const status = change.exitCode ?? statusOf[state];
    const shell = this.#store.shellOf(by) ?? { cwd, env: {} };
    if (status !== undefined) this.#store.keepShell(by, { ...shell, status });
    output.add([
      { stream: 'stdout', text: stdout },
      { stream: 'stderr', text: stderr },
    ]);
    this.#broadcast(this.#store.change(id, { ...change, state, ...output.whole() }));
  }

  #broadcast(line: TerminalLine): void {
    this.#options.emit({ type: 'terminal', line });
  }
}

/** `$?` after a command without an exit code of its own: as after Ctrl+C and `timeout`. */
const statusOf: Partial<Record<TerminalLine['state'], number>> = { stopped: 130, timeout: 124 };

/** Says that files were lost: nobody would expect that of a command that succeeded. */
function emptiedMessage(left: ReturnType<HostCalls['leftInTemp']>): string {
  if (!left?.any) return '';
  const trash = left.moved ? '; what was moved there from the room is in Trash' : '';
  return `/tmp is emptied after each command${trash}.\n`;
}

const died = 'The executor stopped while the command ran. It will be back in a moment.';
