import * as z from 'zod/mini';
import { counted } from './counted.ts';
import { fetchLimits, runLimits, shellLimits } from './limits.ts';
import { userSchema } from './roles.ts';

/**
 * Host calls: what a run may ask of its room. The executor's loopbacks turn a program's calls into these; the coder
 * answers them while the run goes on. The executor, not the program, says which run it is. Paths are absolute: `/work`
 * has the room's files, `/tmp` the run's own.
 */
const path = z.string().check(z.minLength(1), z.maxLength(runLimits.maxCallPathLength));
/** At most what `/tmp` can hold: no file, there or in `/work`, can be larger. */
const data = z.custom<Uint8Array>(
  (value) => value instanceof Uint8Array && value.byteLength <= runLimits.maxTempBytes,
  'expected bytes, no more than /tmp can hold',
);

/** Set when a command in the run's shell makes the call. */
const shell = z.optional(z.literal(true));

const actionPath = z.string().check(z.maxLength(runLimits.maxActionPathLength));
/** One effect of a run outside its isolate. */
const effectSchema = z.discriminatedUnion('kind', [
  /** `partly`: without what would have replaced lines that someone deleted meanwhile. */
  z.object({ kind: z.literal('write'), path: actionPath, partly: z.optional(z.literal(true)) }),
  z.object({ kind: z.literal('delete'), path: actionPath }),
  z.object({ kind: z.literal('rename'), path: actionPath, to: actionPath }),
  z.object({ kind: z.literal('command'), command: z.string(), exitCode: z.int(), durationMs: z.number() }),
  z.object({
    kind: z.literal('request'),
    method: z.string(),
    url: z.string(),
    /** Absent when there was no response. */
    status: z.optional(z.int()),
    /** Why there was no response. */
    error: z.optional(z.string()),
    durationMs: z.number(),
  }),
]);
export type Effect = z.infer<typeof effectSchema>;

/** A run's effect, or something a person did to a turn or the chat; the action's `turn` names the turn. */
const actionEffectSchema = z.discriminatedUnion('kind', [
  effectSchema,
  /** `part`: not of the whole turn. */
  z.object({ kind: z.literal('undo'), part: z.optional(z.boolean()) }),
  z.object({ kind: z.literal('redo'), part: z.optional(z.boolean()) }),
  /** An approval request was decided. */
  z.object({ kind: z.literal('answer'), allowed: z.boolean(), tool: z.string(), path: actionPath }),
  z.object({ kind: z.literal('clear'), messages: z.int() }),
]);
export type ActionEffect = z.infer<typeof actionEffectSchema>;

/** A change of the room's files. */
export type FileEffect = Extract<Effect, { kind: 'write' | 'delete' | 'rename' }>;
export const changesFiles = (effect: ActionEffect): effect is FileEffect =>
  effect.kind === 'write' || effect.kind === 'delete' || effect.kind === 'rename';

export const actionSchema = z.object({
  /** Counts the room's actions from 1. */
  id: z.int(),
  /** ms since the epoch. */
  at: z.number(),
  by: userSchema,
  /** The run that caused it. */
  runId: z.optional(z.string()),
  /** The agent's turn that caused it, or that it concerns. */
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
/** The state that a shell carries from one command to the next. */
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
    command: z.string().check(z.maxLength(runLimits.maxCommandLength)),
    exitCode: z.int(),
    durationMs: z.number(),
  }),
  z.strictObject({
    op: z.literal('request'),
    method: z.string().check(z.maxLength(fetchLimits.maxMethodLength)),
    url: z.string().check(z.maxLength(runLimits.maxUrlLength)),
    status: z.optional(z.int()),
    error: z.optional(z.string().check(z.maxLength(fetchLimits.maxErrorLength))),
    durationMs: z.number(),
  }),
  z.strictObject({ op: z.literal('live') }),
  z.strictObject({ op: z.literal('permitRequest') }),
  z.strictObject({
    op: z.literal('permitHost'),
    host: z.string().check(z.maxLength(fetchLimits.maxHostLength)),
  }),
  z.strictObject({ op: z.literal('requests') }),
  z.strictObject({ op: z.literal('clearRequests') }),
]);
export type HostCall = z.infer<typeof hostCallSchema>;

/** The result of `stat`. */
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

/** The value that each call returns on success. */
export interface HostValues {
  readFile: Uint8Array;
  writeFile: null;
  appendFile: null;
  unlink: null;
  stat: FileStat;
  /** Whether the folder was created. */
  mkdir: boolean;
  readdir: { name: string; type: FileStat['type'] }[];
  rmdir: null;
  rename: null;
  shell: ShellState;
  keepShell: null;
  command: null;
  /** Any successful answer means that the run is still going on. */
  live: null;
  permitRequest: null;
  permitHost: null;
  request: null;
  requests: RequestEntry[];
  clearRequests: null;
}

/** `code` is Node's (`ENOENT`, …); `message` explains where the code alone would not help. */
export interface HostFailure {
  code: string;
  message?: string;
}

/** The error message of every call from a run that is over. */
export const runOverMessage = 'This run is over.';

export type HostAnswer<Op extends HostCall['op'] = HostCall['op']> =
  | { value: HostValues[Op] }
  | { error: HostFailure };

/** The coder as the executor's service binding sees it. Mistakes of the run are returned as data, never thrown. */
export interface RunHostService {
  call(room: string, runId: string, call: HostCall): Promise<HostAnswer>;
}
