/**
 * What a program of the room can use in addition to every worker's globals. The editor's TypeScript reads this file as
 * text. The executor implements it; `party/executor/isolate/program-types.test.ts` checks that both agree.
 */
/* oxlint-disable typescript/no-explicit-any -- as in Node, the listener says what an event carries */

/** What a program is called with: `export default async (env: Env, { args }: Call) => …` */
interface Env {
  /** Replies with what it gets, to check that a program reaches its host. */
  ECHO: {
    ping(): Promise<string>;
    info(): Promise<{ room: string; runId: string }>;
    echo<T>(value: T): Promise<T>;
  };
  /** The room's files at `/work`, as everyone sees them now, and the run's own files at `/tmp`. */
  FS: typeof import('node:fs/promises');
  /** A bash shell over the same files. It keeps directory and variables between the commands of a run. */
  BASH: {
    exec(
      command: string,
      options?: { stdin?: string },
    ): Promise<{ stdout: string; stderr: string; exitCode: number }>;
  };
  /** The part of the network that programs may reach. The global `fetch` reaches the same. */
  FETCH: {
    get(url: string, init?: { headers?: Record<string, string> }): Promise<Env.Answer>;
    head(url: string, init?: { headers?: Record<string, string> }): Promise<Env.Answer>;
    request(url: string, init?: { method?: string; headers?: Record<string, string> }): Promise<Env.Answer>;
    /** The run's requests, oldest first. */
    getLog(): Promise<Env.Request[]>;
    clearLog(): Promise<void>;
    getConfig(): Promise<Env.Rules>;
  };
}

declare namespace Env {
  /** A response, or why there is none. */
  type Answer =
    | {
        error?: undefined;
        /** The URL after redirects. */
        url: string;
        status: number;
        ok: boolean;
        headers: Record<string, string>;
        body: string;
        durationMs: number;
      }
    | {
        error: {
          code: 'URL_NOT_ALLOWED' | 'METHOD_NOT_ALLOWED' | 'HEADER_NOT_ALLOWED' | 'FETCH_FAILED';
          message: string;
        };
      };

  interface Request {
    /** ms since the epoch. */
    at: number;
    method: string;
    url: string;
    status?: number;
    error?: string;
    durationMs: number;
  }

  interface Rules {
    /** Allowed URL prefixes. */
    allowed: string[];
    methods: string[];
    headers: string[];
    maxBodyBytes: number;
    maxRedirects: number;
    timeoutMs: number;
  }
}

/** How this run was started. */
interface Call {
  args: string[];
}

/** The same for a web Worker: `export default { fetch(request, env: Env, { waitUntil }: RequestCall) { … } }` */
interface RequestCall extends Call {
  /** Keeps the run going until the work is done. */
  waitUntil(work: Promise<unknown>): void;
}

interface ImportMeta {
  dirname: string;
  filename: string;
  /** Whether this is the file that was run. */
  main: boolean;
}

declare var process: {
  /** `node`, the file that was run, and the arguments. */
  argv: string[];
  /** The environment values of the run configuration. */
  env: Record<string, string | undefined>;
  /** The base of relative paths: `/work`, or the directory of the shell that started the program. */
  cwd(): string;
  /** The Node whose behaviour programs get: `v24…`. */
  version: string;
  versions: Record<string, string>;
  pid: number;
  hrtime: { (): [seconds: number, nanoseconds: number]; bigint(): bigint };
  memoryUsage(): Record<string, number>;
  uptime(): number;
  exitCode?: number;
  exit(code?: number): never;
  platform: 'linux';
  stdout: OutputStream;
  stderr: OutputStream;
  nextTick<T extends unknown[]>(callback: (...args: T) => void, ...args: T): void;
  once(event: string, listener: (...args: any[]) => void): typeof process;
  off(event: string, listener: (...args: any[]) => void): typeof process;
  on(event: 'exit', listener: (code: number) => void): typeof process;
  /** A listener handles the error, and the program goes on. */
  on(event: 'uncaughtException', listener: (error: Error) => void): typeof process;
  on(
    event: 'unhandledRejection',
    listener: (reason: unknown, promise: Promise<unknown>) => void,
  ): typeof process;
};

/** Bytes, as in Node: the part of its class that most programs use. */
declare class Buffer extends Uint8Array {
  static from(text: string, encoding?: BufferEncoding): Buffer;
  static from(bytes: Iterable<number> | ArrayLike<number> | ArrayBufferLike): Buffer;
  static alloc(size: number, fill?: string | number): Buffer;
  static concat(list: readonly Uint8Array[], totalLength?: number): Buffer;
  static byteLength(text: string, encoding?: BufferEncoding): number;
  static isBuffer(value: unknown): value is Buffer;
  toString(encoding?: BufferEncoding, start?: number, end?: number): string;
  equals(other: Uint8Array): boolean;
}

type BufferEncoding = 'utf8' | 'utf-8' | 'base64' | 'base64url' | 'hex' | 'latin1' | 'ascii' | 'utf16le';

interface OutputStream {
  readonly isTTY?: undefined;
  readonly writable: true;
  write(chunk: string | ArrayBufferView, whenWritten?: () => void): boolean;
  end(chunk?: string | ArrayBufferView): this;
}

declare module 'node:fs/promises' {
  type Path = string | URL;
  type Data = string | ArrayBufferView;
  type Encoding = 'utf8' | 'utf-8' | 'base64' | 'base64url' | 'hex' | 'latin1' | 'ascii' | 'utf16le';
  type Text = Encoding | { encoding: Encoding };

  export interface Stats {
    readonly size: number;
    readonly mtimeMs: number;
    readonly mtime: Date;
    readonly mode: number;
    isFile(): boolean;
    isDirectory(): boolean;
    isSymbolicLink(): boolean;
  }
  export interface Dirent {
    readonly name: string;
    readonly parentPath: string;
    isFile(): boolean;
    isDirectory(): boolean;
    isSymbolicLink(): boolean;
  }

  export function access(path: Path): Promise<void>;
  export function appendFile(path: Path, data: Data, options?: Text): Promise<void>;
  export function copyFile(from: Path, to: Path): Promise<void>;
  export function exists(path: Path): Promise<boolean>;
  export function lstat(path: Path): Promise<Stats>;
  export function mkdir(path: Path, options?: { recursive?: boolean }): Promise<string | undefined>;
  export function readFile(path: Path, options: Text): Promise<string>;
  export function readFile(path: Path): Promise<Uint8Array>;
  export function readdir(path: Path, options: { withFileTypes: true }): Promise<Dirent[]>;
  export function readdir(path: Path): Promise<string[]>;
  export function rename(from: Path, to: Path): Promise<void>;
  export function rm(path: Path, options?: { recursive?: boolean; force?: boolean }): Promise<void>;
  export function rmdir(path: Path): Promise<void>;
  export function stat(path: Path): Promise<Stats>;
  export function unlink(path: Path): Promise<void>;
  export function writeFile(
    path: Path,
    data: Data,
    options?: Encoding | { encoding?: Encoding; flag?: 'w' | 'wx' | 'a' },
  ): Promise<void>;
}

declare module 'node:fs' {
  import type { Path, Text } from 'node:fs/promises';
  /** The functions that return promises. */
  export const promises: typeof import('node:fs/promises');
  /** The room's files as they were when the run started. */
  export function readFileSync(path: Path, options: Text): string;
  export function readFileSync(path: Path): Uint8Array;
  export function existsSync(path: Path): boolean;
  export function readdirSync(path: Path): string[];
  /** @deprecated Not supported here; use `await writeFile()` of node:fs/promises. */
  export function writeFileSync(path: Path, data: unknown): never;
  /** @deprecated Not supported here; use `await appendFile()` of node:fs/promises. */
  export function appendFileSync(path: Path, data: unknown): never;
  /** @deprecated Not supported here; use `await mkdir()` of node:fs/promises. */
  export function mkdirSync(path: Path): never;
  /** @deprecated Not supported here; use `await unlink()` of node:fs/promises. */
  export function unlinkSync(path: Path): never;
}

declare module 'fs/promises' {
  export * from 'node:fs/promises';
}
declare module 'fs' {
  export * from 'node:fs';
}
