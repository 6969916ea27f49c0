import type { FileStat, HostFailure } from '../../../shared/host.ts';

/** The result types and errors of Node's `fs`. */

const errnoByCode: Record<string, number> = {
  EPERM: -1,
  ENOENT: -2,
  EIO: -5,
  EACCES: -13,
  EBUSY: -16,
  EEXIST: -17,
  EXDEV: -18,
  ENOTDIR: -20,
  EISDIR: -21,
  EINVAL: -22,
  EFBIG: -27,
  ENOSPC: -28,
  ENOTEMPTY: -39,
  EDQUOT: -122,
};
const messageByCode: Record<string, string> = {
  EPERM: 'operation not permitted',
  ENOENT: 'no such file or directory',
  EIO: 'i/o error',
  EBUSY: 'resource busy or locked',
  EEXIST: 'file already exists',
  EXDEV: 'cross-device link not permitted',
  ENOTDIR: 'not a directory',
  EISDIR: 'illegal operation on a directory',
  EINVAL: 'invalid argument',
  EFBIG: 'file too large',
  ENOSPC: 'no space left on device',
  ENOTEMPTY: 'directory not empty',
  EDQUOT: 'disk quota exceeded',
};

export function failure(syscall: string, path: string, { code, message }: HostFailure, dest?: string): Error {
  const places = dest === undefined ? `'${path}'` : `'${path}' -> '${dest}'`;
  const detail = message === undefined ? '' : ` (${message})`;
  const error = new Error(`${code}: ${messageByCode[code] ?? 'failed'}, ${syscall} ${places}${detail}`);
  return Object.assign(error, {
    errno: errnoByCode[code] ?? -1,
    code,
    syscall,
    path,
    ...(dest !== undefined && { dest }),
  });
}

export class Stats {
  readonly size: number;
  readonly mtimeMs: number;
  readonly #type: FileStat['type'];
  constructor({ type, size, mtimeMs }: FileStat) {
    this.size = size;
    this.mtimeMs = mtimeMs;
    this.#type = type;
  }
  get mtime(): Date {
    return new Date(this.mtimeMs);
  }
  get mode(): number {
    return this.#type === 'file' ? 0o100644 : 0o40755;
  }
  isFile(): boolean {
    return this.#type === 'file';
  }
  isDirectory(): boolean {
    return this.#type === 'directory';
  }
  isSymbolicLink(): boolean {
    return false;
  }
}

export class Dirent {
  readonly name: string;
  readonly parentPath: string;
  readonly #type: FileStat['type'];
  constructor(name: string, parentPath: string, type: FileStat['type']) {
    this.name = name;
    this.parentPath = parentPath;
    this.#type = type;
  }
  isFile(): boolean {
    return this.#type === 'file';
  }
  isDirectory(): boolean {
    return this.#type === 'directory';
  }
  isSymbolicLink(): boolean {
    return false;
  }
}
