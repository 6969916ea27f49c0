import * as z from 'zod/mini';
import { counted } from './counted.ts';
import { runLimits, shellLimits } from './limits.ts';
import { userSchema } from './roles.ts';

/**
 * What a run may ask of the room it runs in. The executor's loopbacks turn a program's calls into these; the coder
 * answers them for the run that the host named, while it goes on. Paths are absolute: `/work` is the room's files,
 * `/tmp` the run's own.
 */
const path = z.string().check(z.minLength(1), z.maxLength(4_096));
/** No file may hold more, wherever it stands. */
const data = z.custom<Uint8Array>(
  (value) => value instanceof Uint8Array && value.byteLength <= runLimits.maxTempBytes,
  'bytes are expected, of at most so much as /tmp holds',
);

/** The call is made by a command in the run's shell. */
const shell = z.optional(z.literal(true));

const actionPath = z.string().check(z.maxLength(1_024));
/** One effect of a run outside of its isolate. */
const effectSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('write'), path: actionPath }),
  z.object({ kind: z.literal('delete'), path: actionPath }),
  z.object({ kind: z.literal('rename'), path: actionPath, to: actionPath }),
  z.object({ kind: z.literal('command'), command: z.string(), exitCode: z.int(), durationMs: z.number() }),
  z.object({
    kind: z.literal('request'),
    method: z.string(),
    url: z.string(),
    /** Absent when there was no answer. */
    status: z.optional(z.int()),
    /** Why there was none. */
    error: z.optional(z.string()),
    durationMs: z.number(),
  }),
]);
export type Effect = z.infer<typeof effectSchema>;

/** Whether it changed the room's files. */
export const changesFiles = ({ kind }: Effect): boolean =>
  kind === 'write' || kind === 'delete' || kind === 'rename';

/** What someone did beside running something; which turn it was about stands at the action. */
const actionEffectSchema = z.discriminatedUnion('kind', [
  effectSchema,
  z.object({ kind: z.literal('undo') }),
  z.object({ kind: z.literal('redo') }),
  /** A question of the agent was answered. */
  z.object({ kind: z.literal('answer'), allowed: z.boolean(), tool: z.string(), path: actionPath }),
  z.object({ kind: z.literal('clear'), messages: z.int() }),
]);
export type ActionEffect = z.infer<typeof actionEffectSchema>;

export const actionSchema = z.object({
  /** Counts the room's actions from 1. */
  id: z.int(),
  /** ms since the epoch. */
  at: z.number(),
  by: userSchema,
  /** The run that did it. */
  runId: z.optional(z.string()),
  /** The agent's turn that did it, or that it was about. */
  turn: z.optional(z.string()),
  effect: actionEffectSchema,
});
export type Action = z.infer<typeof actionSchema>;

export const shellStateSchema = z.object({
  cwd: z.string().check(z.maxLength(shellLimits.maxDirectoryLength)),
  env: counted(
    z
      .record(
        z.string().check(z.maxLength(shellLimits.maxNameLength)),
        z.string().check(z.maxLength(shellLimits.maxValueLength)),
      )
      .check(z.refine((env) => Object.entries(env).flat().join('').length <= shellLimits.maxStateLength)),
    shellLimits.maxVariables,
  ),
  /** `$?` */
  status: z.optional(z.int().check(z.gte(0), z.lte(255))),
});
/** What a shell keeps from one command to the next. */
export type ShellState = z.infer<typeof shellStateSchema>;

export const hostCallSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('readFile'), path }),
  z.strictObject({ op: z.literal('writeFile'), path, data, exclusive: z.optional(z.boolean()), shell }),
  z.strictObject({ op: z.literal('appendFile'), path, data, shell }),
  z.strictObject({ op: z.literal('unlink'), path, shell }),
  z.strictObject({ op: z.literal('stat'), path }),
  z.strictObject({ op: z.literal('mkdir'), path, recursive: z.optional(z.boolean()) }),
  z.strictObject({ op: z.literal('readdir'), path }),
  z.strictObject({ op: z.literal('rmdir'), path }),
  z.strictObject({ op: z.literal('rename'), path, to: path, shell }),
  z.strictObject({ op: z.literal('shell') }),
  z.strictObject({ op: z.literal('keepShell'), state: shellStateSchema }),
  z.strictObject({
    op: z.literal('command'),
    command: z.string().check(z.maxLength(runLimits.maxCommandBytes)),
    exitCode: z.int(),
    durationMs: z.number(),
  }),
  z.strictObject({
    op: z.literal('request'),
    method: z.string().check(z.maxLength(16)),
    url: z.string().check(z.maxLength(runLimits.maxUrlBytes)),
    status: z.optional(z.int()),
    error: z.optional(z.string().check(z.maxLength(1_024))),
    durationMs: z.number(),
  }),
  z.strictObject({ op: z.literal('live') }),
  z.strictObject({ op: z.literal('permitRequest') }),
  z.strictObject({ op: z.literal('permitHost'), host: z.string().check(z.maxLength(1_024)) }),
  z.strictObject({ op: z.literal('requests') }),
  z.strictObject({ op: z.literal('clearRequests') }),
]);
export type HostCall = z.infer<typeof hostCallSchema>;

/** One directory entry, or what `stat` says of a path. */
export interface FileStat {
  type: 'file' | 'directory';
  /** Bytes; 0 for a directory. */
  size: number;
  /** ms since the epoch. */
  mtimeMs: number;
}

/** One line of a run's log of requests. */
export interface RequestEntry {
  /** ms since the epoch. */
  at: number;
  method: string;
  url: string;
  status?: number | undefined;
  error?: string | undefined;
  durationMs: number;
}

/** What each call is answered with, when all is well. */
export interface HostValues {
  readFile: Uint8Array;
  writeFile: null;
  appendFile: null;
  unlink: null;
  stat: FileStat;
  /** Whether the folder is new. */
  mkdir: boolean;
  readdir: { name: string; type: FileStat['type'] }[];
  rmdir: null;
  rename: null;
  shell: ShellState;
  keepShell: null;
  command: null;
  /** An answer at all says that the run goes on. */
  live: null;
  permitRequest: null;
  permitHost: null;
  request: null;
  requests: RequestEntry[];
  clearRequests: null;
}

/** `code` is Node's (`ENOENT`, …); `message` says more where the code alone would not help. */
export interface HostFailure {
  code: string;
  message?: string;
}

/** What is said to a run that is over, whatever it asks. */
export const runOver = 'This run is over.';

export type HostAnswer<Op extends HostCall['op'] = HostCall['op']> =
  | { value: HostValues[Op] }
  | { error: HostFailure };

/** The coder's side, as the executor's service binding sees it. Never throws for what the run did wrong. */
export interface RunHostService {
  call(room: string, runId: string, call: HostCall): Promise<HostAnswer>;
}
