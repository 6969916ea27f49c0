import * as z from 'zod/mini';
import { actionSchema } from './host.ts';
import { httpLimits, roomLimits, runLimits } from './limits.ts';
import { userSchema } from './roles.ts';

export const runStateSchema = z.enum(['queued', 'running', 'succeeded', 'failed', 'timeout', 'stopped']);
export type RunState = z.infer<typeof runStateSchema>;

const errorCategorySchema = z.enum(['syntax', 'runtime', 'timeout', 'memory', 'unavailable', 'unknown']);

export const runErrorSchema = z.object({
  category: errorCategorySchema,
  message: z.string(),
  file: z.optional(z.string()),
  line: z.optional(z.int()),
  column: z.optional(z.int()),
  /** The room's own frames only, one a line: `at add (src/add.ts:3:9)`; then the errors inside of it, each with its own. */
  stack: z.optional(z.string()),
  /** What the program gave to `process.exit`, as a parent process would see it. */
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

/** How much texts are together: UTF-16 units. */
const lengthOf = (texts: string[]): number => texts.reduce((sum, { length }) => sum + length, 0);

export const runArgsSchema = z.array(z.string()).check(
  z.maxLength(maxArgs),
  z.refine((args) => lengthOf(args) <= maxOptionsLength, tooLong),
);

const optionsSchema = z.strictObject({
  args: z.optional(runArgsSchema),
  /** Name → value, as `process.env` has them. Everyone in the room can read them: no place for secrets. */
  env: z.optional(
    z
      .record(z.string().check(z.regex(envName)), z.string())
      .check(z.refine((env) => Object.keys(env).length <= maxEnv, 'Too many environment values.')),
  ),
  timeoutMs: z.optional(z.int().check(z.gte(1), z.lte(runLimits.maxTimeoutMs))),
  /** Where its relative paths begin; `/work` where nothing is said. */
  cwd: z.optional(z.string().check(z.maxLength(roomLimits.maxPathBytes), z.regex(/^\/(work|tmp)(\/|$)/))),
});
export type RunOptions = z.infer<typeof optionsSchema>;

/** Every page is told them. */
const areShort = ({ args = [], env = {} }: RunOptions): boolean =>
  lengthOf([...args, ...Object.entries(env).flat()]) <= maxOptionsLength;

/** How a program is started, whatever it is. */
export const runOptionsSchema = optionsSchema.check(z.refine(areShort, tooLong));

const codeText = z.string().check(z.maxLength(httpLimits.maxBodyBytes));
const moduleName = z.string().check(z.maxLength(roomLimits.maxPathBytes));
const modules = z
  .record(moduleName, codeText)
  .check(z.refine((all) => Object.keys(all).length <= roomLimits.maxFiles, 'Too many modules.'));

/** Body of `POST execute` and `POST runs`: loose code with modules of its own, or an entry among the room's files. */
export const runRequestSchema = z.union(
  [
    z.extend(optionsSchema, { entry: moduleName }).check(z.refine(areShort, tooLong)),
    z
      .extend(optionsSchema, { code: codeText, modules: z.optional(modules) })
      .check(z.refine(areShort, tooLong)),
  ],
  `Send \`entry\`, a file of the room, or \`code\` with its \`modules\`. Beside them there are \`args\` (texts), \`env\` (texts by name), \`timeoutMs\` (1 to ${runLimits.maxTimeoutMs}) and \`cwd\` (a directory in /work or /tmp).`,
);
export type RunRequest = z.infer<typeof runRequestSchema>;

export const runSchema = z.object({
  runId: z.string(),
  /** Counts the room's runs from 1. */
  number: z.int(),
  by: userSchema,
  entry: z.string(),
  /** How it was started; absent when nothing was asked for. */
  options: z.optional(runOptionsSchema),
  /** Code that came with the request: `entry` is its name, not a file of the room. */
  loose: z.optional(z.literal(true)),
  /** ms since the epoch; while queued, when it was asked for. */
  startedAt: z.number(),
  endedAt: z.optional(z.number()),
  state: runStateSchema,
  durationMs: z.optional(z.number()),
  error: z.optional(runErrorSchema),
  /** What the program returned, as text; absent when it returned nothing. */
  resultText: z.optional(z.string()),
});
export type Run = z.infer<typeof runSchema>;

/** Answer of `POST execute`. `result` is null when the value has no JSON; `resultText` always shows it. */
const executeResultSchema = z.object({
  runId: z.string(),
  success: z.boolean(),
  result: z.json(),
  resultText: z.string(),
  logs: z.array(outputEntrySchema),
  truncated: z.optional(z.boolean()),
  error: z.optional(runErrorSchema),
  /** What the run did outside of its isolate: files of the room, commands, requests. */
  actions: z.array(actionSchema),
  durationMs: z.number(),
});
export type ExecuteResult = z.infer<typeof executeResultSchema>;

/** What a command said, and how it ended. */
export interface ShellResult {
  stdout: string;
  stderr: string;
  exitCode: number;
}

/** A request under the executor's control. */
export interface FetchRequest {
  method?: string;
  headers?: Record<string, string>;
}

export type FetchAnswer<Body = string> =
  | {
      /** Where the last redirect led. */
      url: string;
      status: number;
      ok: boolean;
      headers: Record<string, string>;
      body: Body;
      durationMs: number;
    }
  | { error: { code: FetchErrorCode; message: string } };

export type FetchErrorCode = 'URL_NOT_ALLOWED' | 'METHOD_NOT_ALLOWED' | 'HEADER_NOT_ALLOWED' | 'FETCH_FAILED';

export interface FetchConfig {
  /** Allowed beginnings of URLs. */
  allowed: string[];
  methods: string[];
  headers: string[];
  maxBodyBytes: number;
  maxRedirects: number;
  timeoutMs: number;
}

/** What the coder hands to the executor for one run. */
export interface RunJob {
  room: string;
  runId: string;
  /** Module name → source. */
  files: Record<string, string>;
  entry: string;
  args: string[];
  env: Record<string, string>;
  timeoutMs: number;
  /** `/work` where it is absent. */
  cwd?: string;
}

/** What the executor answers when a run is over. */
export const runOutcomeSchema = z.omit(executeResultSchema, { runId: true, logs: true, actions: true });
export type RunOutcome = z.infer<typeof runOutcomeSchema>;

/** Called by the executor when a run begins, with none, and while it goes on. Entries come in order; `seq` counts those before these. */
export type OnEntries = (entries: OutputEntry[], seq: number) => Promise<void>;

/** The executor's entrypoint as the coder's service binding sees it. */
export interface ExecutorService {
  /**
   * Runs the job to its end; answers only when nothing of it runs any more.
   * `whenStopped` settles when someone stops the run (or its owner is gone): the run then ends at once with the
   * error `{category: 'unknown', message: 'Stopped.'}`. Disposing the call's promise stops nothing.
   */
  run(job: RunJob, onEntries: OnEntries, whenStopped?: () => Promise<void>): Promise<RunOutcome>;
}

/** The executor's other door: what a run's loopbacks do, for a run that the coder has begun for someone itself. */
export interface ToolService {
  /** One command in the shell of the run. @throws when the run is over */
  exec(props: { room: string; runId: string }, command: string, stdin?: string): Promise<ShellResult>;
  /** One request under the rules of `env.FETCH`. @throws when the run is over */
  request(props: { room: string; runId: string }, url: string, request?: FetchRequest): Promise<FetchAnswer>;
}
