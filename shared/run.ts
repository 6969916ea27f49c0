import * as z from 'zod/mini';
import type { FetchAnswer } from './fetch-answer.ts';
import { actionSchema } from './host.ts';
import { httpLimits, roomLimits, runLimits } from './limits.ts';
import { userSchema } from './roles.ts';
import type { TypeCheck, TypeCheckJob } from './type-check.ts';

export const runStateSchema = z.enum(['queued', 'running', 'succeeded', 'failed', 'timeout', 'stopped']);
export type RunState = z.infer<typeof runStateSchema>;

const errorCategorySchema = z.enum(['syntax', 'runtime', 'timeout', 'memory', 'unavailable', 'unknown']);

export const runErrorSchema = z.object({
  category: errorCategorySchema,
  message: z.string(),
  file: z.optional(z.string()),
  line: z.optional(z.int()),
  column: z.optional(z.int()),
  /**
   * Only frames of the room's files, one per line: `at add (src/add.ts:3:9)`; then the error's own properties, and causes and
   * inner errors with their frames.
   */
  stack: z.optional(z.string()),
  /** The argument of `process.exit`, as a parent process would see it. */
  exitCode: z.optional(z.int().check(z.gte(1), z.lte(255))),
});
export type RunError = z.infer<typeof runErrorSchema>;

export const outputEntrySchema = z.object({
  level: z.enum(['log', 'info', 'warn', 'error', 'debug', 'system']),
  text: z.string(),
  /** ms since the run started. */
  atMs: z.number(),
});
export type OutputEntry = z.infer<typeof outputEntrySchema>;

const envName = /^[A-Za-z_]\w*$/;

const { maxArgs, maxEnv, maxOptionsLength } = runLimits;
const tooLong = `Arguments and environment values can take ${maxOptionsLength / 1024} KiB together. Put longer texts in a file of the room.`;

/** The total length in UTF-16 units. */
const totalLength = (texts: string[]): number => texts.reduce((sum, { length }) => sum + length, 0);

export const runArgsSchema = z.array(z.string()).check(
  z.maxLength(maxArgs),
  z.refine((args) => totalLength(args) <= maxOptionsLength, tooLong),
);

const optionsSchema = z.strictObject({
  args: z.optional(runArgsSchema),
  /** Name → value, as in `process.env`. Everyone in the room can read them: do not put secrets here. */
  env: z.optional(
    z
      .record(z.string().check(z.regex(envName)), z.string())
      .check(z.refine((env) => Object.keys(env).length <= maxEnv, 'Too many environment values.')),
  ),
  timeoutMs: z.optional(z.int().check(z.gte(1), z.lte(runLimits.maxTimeoutMs))),
  /** The working directory; `/work` by default. */
  cwd: z.optional(z.string().check(z.maxLength(roomLimits.maxPathBytes), z.regex(/^\/(work|tmp)(\/|$)/))),
});
export const runOptionsShape = optionsSchema.shape;
export type RunOptions = z.infer<typeof optionsSchema>;

/** Limits the options' total size: they are sent to every page. */
const areShort = ({ args = [], env = {} }: RunOptions): boolean =>
  totalLength([...args, ...Object.entries(env).flat()]) <= maxOptionsLength;

/** The options of a run, whatever program it runs. */
export const runOptionsSchema = optionsSchema.check(z.refine(areShort, tooLong));

const codeText = z.string().check(z.maxLength(httpLimits.maxBodyBytes));
const moduleName = z.string().check(z.maxLength(roomLimits.maxPathBytes));
const modules = z
  .record(moduleName, codeText)
  .check(z.refine((all) => Object.keys(all).length <= roomLimits.maxFiles, 'Too many modules.'));

/** Body of `POST execute` and `POST runs`: one of the room's files as the entry, or code sent with its own modules. */
export const runRequestSchema = z.union(
  [
    z.extend(optionsSchema, { entry: moduleName }).check(z.refine(areShort, tooLong)),
    z
      .extend(optionsSchema, { code: codeText, modules: z.optional(modules) })
      .check(z.refine(areShort, tooLong)),
  ],
  `Send \`entry\`, a file of the room, or \`code\` with its \`modules\`. Optional: \`args\` (strings), \`env\` (strings by name), \`timeoutMs\` (1 to ${runLimits.maxTimeoutMs}) and \`cwd\` (a directory in /work or /tmp).`,
);
export type RunRequest = z.infer<typeof runRequestSchema>;

export const runSchema = z.object({
  runId: z.string(),
  /** Counts the room's runs from 1. */
  number: z.int(),
  by: userSchema,
  entry: z.string(),
  /** The options it was started with; absent when there were none. */
  options: z.optional(runOptionsSchema),
  /** The code came with the request: `entry` is its name, not a file of the room. */
  loose: z.optional(z.literal(true)),
  /** ms since the epoch; while queued, the time of the request. */
  startedAt: z.number(),
  endedAt: z.optional(z.number()),
  state: runStateSchema,
  durationMs: z.optional(z.number()),
  error: z.optional(runErrorSchema),
  /** What the program returned, as text; absent when it returned nothing. */
  resultText: z.optional(z.string()),
});
export type Run = z.infer<typeof runSchema>;

/** Response of `POST execute`. `result` is null when the value has no JSON form; `resultText` always shows it. */
export const executeResultSchema = z.object({
  runId: z.string(),
  success: z.boolean(),
  result: z.json(),
  resultText: z.string(),
  logs: z.array(outputEntrySchema),
  truncated: z.optional(z.boolean()),
  error: z.optional(runErrorSchema),
  /** The run's effects outside its isolate: files of the room, commands, requests. */
  actions: z.array(actionSchema),
  durationMs: z.number(),
});
export type ExecuteResult = z.infer<typeof executeResultSchema>;

/** The output and exit code of a command. */
export interface ShellResult {
  stdout: string;
  stderr: string;
  exitCode: number;
}

/** The options of a request that the executor makes for a program. */
export interface FetchRequest {
  method?: string;
  headers?: Record<string, string>;
}

export interface FetchConfig {
  /** Allowed URL prefixes. */
  allowed: string[];
  methods: string[];
  headers: string[];
  maxBodyBytes: number;
  maxRedirects: number;
  timeoutMs: number;
}

/** What the coder sends to the executor for one run. */
export interface RunJob {
  room: string;
  runId: string;
  /** Module name → source. */
  files: Record<string, string>;
  entry: string;
  args: string[];
  env: Record<string, string>;
  timeoutMs: number;
  /** `/work` by default. */
  cwd?: string;
}

/** The executor's answer when a run is over. */
export const runOutcomeSchema = z.omit(executeResultSchema, { runId: true, logs: true, actions: true });
export type RunOutcome = z.infer<typeof runOutcomeSchema>;

/**
 * The executor calls this when a run begins (with no entries) and while it goes on. Entries come in order; `seq` counts
 * the entries before these.
 */
export type OnEntries = (entries: OutputEntry[], seq: number) => Promise<void>;

/** The executor's entrypoint as the coder's service binding sees it. */
export interface ExecutorService {
  /**
   * Runs the job to its end; resolves only when nothing of it is running any more.
   * `whenStopped` settles when someone stops the run (or the caller is gone): the run then ends at once with the
   * error `{category: 'unknown', message: 'Stopped.'}`. Disposing the call's promise does not stop the run.
   */
  run(job: RunJob, onEntries: OnEntries, whenStopped?: () => Promise<void>): Promise<RunOutcome>;
}

/** How a command's output is shown while it goes on. */
export interface ShownAs {
  /**
   * Gets the output, each entry as a command printed it, line ends included. The command's result then has what comes after
   * that.
   */
  onEntries: OnEntries;
  /** In colours, as on a terminal. */
  tty: boolean;
}

/**
 * The executor's second entrypoint: gives the coder the loopbacks' abilities for a run without a program of its own.
 */
export interface ToolService {
  /** Executes one command in the run's shell. @throws when the run is over */
  exec(props: { room: string; runId: string }, command: string, shown?: ShownAs): Promise<ShellResult>;
  /** Makes one request under the rules of `env.FETCH`. @throws when the run is over */
  request(props: { room: string; runId: string }, url: string, request?: FetchRequest): Promise<FetchAnswer>;
  /** Checks the types of a room's files; nothing in them is run. @throws when they are too large */
  checkTypes(job: TypeCheckJob): Promise<TypeCheck>;
}
