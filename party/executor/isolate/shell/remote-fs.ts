import type { FsStat, IFileSystem } from 'just-bash';
import type { FileStat, HostCall, HostValues } from '../../../../shared/host.ts';
import { ask, HostError, type RunHost } from '../../ask.ts';
import { removeTree } from '../remove-tree.ts';
import { fsError, reasonOf } from './complaints.ts';

type Content = string | Uint8Array;
type Encoded = Parameters<IFileSystem['readFile']>[1];

const encoder = new TextEncoder();

/**
 * One mount of a run's shell: reads and writes go straight to the host, except to a file that the command emptied first,
 * as `>` does. Emptied in the room, it would lose its authors and everyone's cursors; so what is written to it is held
 * until the command ends, or empties it again, and then becomes one change from the old text to the new.
 */
export class RemoteFs implements IFileSystem {
  readonly #host: RunHost;
  readonly #mount: string;
  /** Path → what was written to the file since it was emptied. */
  readonly #emptied = new Map<string, Uint8Array>();

  constructor(host: RunHost, mount: string) {
    this.#host = host;
    this.#mount = mount;
  }

  async readFile(path: string, options?: Encoded): Promise<string> {
    const bytes = await this.readFileBuffer(path);
    const encoding = typeof options === 'string' ? options : options?.encoding;
    if (encoding === 'binary' || encoding === 'latin1' || encoding === 'ascii') {
      return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    }
    return new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(bytes);
  }

  async readFileBuffer(path: string): Promise<Uint8Array> {
    return this.#emptied.get(path) ?? (await this.#ask('open', { op: 'readFile', path: this.#at(path) }));
  }

  async writeFile(path: string, content: Content, options?: Encoded): Promise<void> {
    const data = bytesOf(content, options);
    if (data.length === 0 && (await this.#hasText(path))) {
      if (this.#emptied.get(path)?.length) await this.#flush(path);
      this.#emptied.set(path, data);
    } else if (this.#emptied.has(path)) this.#emptied.set(path, data);
    else await this.#write(path, data);
  }

  async appendFile(path: string, content: Content, options?: Encoded): Promise<void> {
    const data = bytesOf(content, options);
    const before = this.#emptied.get(path);
    if (before) this.#emptied.set(path, joined(before, data));
    else await this.#ask('open', { op: 'appendFile', path: this.#at(path), data });
  }

  async exists(path: string): Promise<boolean> {
    const answer = await this.#host.call({ op: 'stat', path: this.#at(path) });
    return 'value' in answer;
  }

  async stat(path: string): Promise<FsStat> {
    const { type, size, mtimeMs } = await this.#ask('stat', { op: 'stat', path: this.#at(path) });
    return {
      isFile: type === 'file',
      isDirectory: type === 'directory',
      isSymbolicLink: false,
      mode: type === 'file' ? 0o644 : 0o755,
      size: this.#emptied.get(path)?.length ?? size,
      mtime: new Date(mtimeMs),
      // There are no links. Without it, cp and mv replace no file: it might be the same one.
      identity: this.#at(path),
    };
  }

  async lstat(path: string): Promise<FsStat> {
    return await this.stat(path);
  }

  async mkdir(path: string, options?: { recursive?: boolean }): Promise<void> {
    await this.#ask('mkdir', { op: 'mkdir', path: this.#at(path), recursive: options?.recursive === true });
  }

  async readdir(path: string): Promise<string[]> {
    return (await this.#list(path)).map(({ name }) => name);
  }

  async readdirWithFileTypes(path: string): ReturnType<NonNullable<IFileSystem['readdirWithFileTypes']>> {
    return (await this.#list(path)).map(({ name, type }) => ({
      name,
      isFile: type === 'file',
      isDirectory: type === 'directory',
      isSymbolicLink: false,
    }));
  }

  async rm(path: string, options?: { recursive?: boolean; force?: boolean }): Promise<void> {
    const found = await this.#host.call({ op: 'stat', path: this.#at(path) });
    if ('error' in found) {
      if (options?.force === true) return;
      throw this.#error(found.error.code, 'rm', path);
    }
    const tree = {
      isFile: async (at: string) => (await this.stat(at)).isFile,
      names: async (at: string) => (options?.recursive === true ? await this.readdir(at) : []),
      exists: (at: string) => this.exists(at),
      unlink: (at: string) => {
        this.#emptied.delete(at);
        return this.#ask('rm', { op: 'unlink', path: this.#at(at) });
      },
      rmdir: (at: string) => this.#ask('rm', { op: 'rmdir', path: this.#at(at) }),
    };
    await removeTree(tree, path);
  }

  async cp(from: string, to: string, options?: { recursive?: boolean }): Promise<void> {
    if ((await this.stat(from)).isFile) {
      await this.writeFile(to, await this.readFileBuffer(from));
      return;
    }
    if (options?.recursive !== true) throw this.#error('EISDIR', 'cp', from);
    if (!(await this.exists(to))) await this.mkdir(to);
    for (const name of await this.readdir(from)) await this.cp(`${from}/${name}`, `${to}/${name}`, options);
  }

  async mv(from: string, to: string): Promise<void> {
    for (const path of this.#emptied.keys()) await this.#flush(path);
    await this.#ask('rename', { op: 'rename', path: this.#at(from), to: this.#at(to) });
  }

  /** Writes what is held. @returns a line for each file that could not be written */
  async flush(): Promise<string[]> {
    const complaints: string[] = [];
    for (const path of this.#emptied.keys()) {
      try {
        await this.#flush(path);
      } catch (error) {
        complaints.push(`bash: ${this.#at(path)}: write error: ${reasonOf(error)}\n`);
      }
    }
    return complaints;
  }

  async #flush(path: string): Promise<void> {
    const data = this.#emptied.get(path);
    this.#emptied.delete(path);
    if (data) await this.#write(path, data);
  }

  async #write(path: string, data: Uint8Array): Promise<void> {
    await this.#ask('open', { op: 'writeFile', path: this.#at(path), data });
  }

  async #hasText(path: string): Promise<boolean> {
    if (this.#emptied.has(path)) return true;
    const found = await this.#host.call({ op: 'stat', path: this.#at(path) });
    return 'value' in found && (found.value as FileStat).size > 0;
  }

  resolvePath(base: string, path: string): string {
    return new URL(path.startsWith('/') ? path : `${base}/${path}`, 'file:///').pathname;
  }

  /** For callers that need a synchronous list, which does not exist here. */
  getAllPaths(): string[] {
    return [];
  }

  /** Files of a room have no modes: succeeds without an effect if the file exists. */
  async chmod(path: string): Promise<void> {
    await this.stat(path);
  }

  async utimes(path: string): Promise<void> {
    await this.stat(path);
  }

  async symlink(_target: string, path: string): Promise<void> {
    throw this.#error('EPERM', 'symlink', path);
  }

  async link(_from: string, path: string): Promise<void> {
    throw this.#error('EPERM', 'link', path);
  }

  async readlink(path: string): Promise<string> {
    await this.stat(path);
    throw this.#error('EINVAL', 'readlink', path);
  }

  async realpath(path: string): Promise<string> {
    await this.stat(path);
    return path;
  }

  async #list(path: string): Promise<HostValues['readdir']> {
    return await this.#ask('scandir', { op: 'readdir', path: this.#at(path) });
  }

  async #ask<Op extends FileOp>(
    syscall: string,
    call: Extract<FileCall, { op: Op }>,
  ): Promise<HostValues[Op]> {
    try {
      return await ask<Op>(this.#host, call);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      const detail = error.message === error.code ? undefined : error.message;
      throw fsError(error.code, syscall, call.path, detail);
    }
  }

  #error(code: string, syscall: string, path: string): Error {
    return fsError(code, syscall, this.#at(path));
  }

  #at(path: string): string {
    return path === '/' ? this.#mount : this.#mount + path;
  }
}

type FileCall = Extract<HostCall, { path: string }>;
type FileOp = FileCall['op'];

function joined(before: Uint8Array, data: Uint8Array): Uint8Array {
  const both = new Uint8Array(before.length + data.length);
  both.set(before);
  both.set(data, before.length);
  return both;
}

function bytesOf(content: Content, options?: Encoded): Uint8Array {
  if (typeof content !== 'string') return content;
  const encoding = typeof options === 'string' ? options : options?.encoding;
  if (encoding === 'binary' || encoding === 'latin1') {
    return Uint8Array.from(content, (character) => character.charCodeAt(0));
  }
  return encoder.encode(content);
}
