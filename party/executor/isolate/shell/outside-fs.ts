import { type FsStat, InMemoryFs } from 'just-bash';
import { fsError } from './complaints.ts';

/** Accepts every write, reads as empty, and is in no directory listing. */
const nullDevice = '/dev/null';

/** Everything outside of `/work` and `/tmp`: read-only, since changes would be lost with the command's isolate. */
export class OutsideFs extends InMemoryFs {
  override async readFile(...[path, options]: Parameters<InMemoryFs['readFile']>): Promise<string> {
    return path === nullDevice ? '' : await super.readFile(path, options);
  }

  override async readFileBuffer(path: string): Promise<Uint8Array> {
    return path === nullDevice ? new Uint8Array() : await super.readFileBuffer(path);
  }

  override async stat(path: string): Promise<FsStat> {
    if (path !== nullDevice) return await super.stat(path);
    return {
      isFile: true,
      isDirectory: false,
      isSymbolicLink: false,
      mode: 0o666,
      size: 0,
      mtime: new Date(0),
    };
  }

  override async writeFile(path: string): Promise<void> {
    await this.#refuse('open', path);
  }

  override async appendFile(path: string): Promise<void> {
    await this.#refuse('open', path);
  }

  override async mkdir(path: string, options?: { recursive?: boolean }): Promise<void> {
    if (options?.recursive === true && (await this.exists(path))) return;
    await this.#refuse('mkdir', path);
  }

  override async cp(_from: string, to: string): Promise<void> {
    await this.#refuse('open', to);
  }

  override async mv(_from: string, to: string): Promise<void> {
    await this.#refuse('rename', to);
  }

  override async symlink(_target: string, path: string): Promise<void> {
    await this.#refuse('symlink', path);
  }

  override async link(_from: string, path: string): Promise<void> {
    await this.#refuse('link', path);
  }

  async #refuse(syscall: string, path: string): Promise<void> {
    if (path === nullDevice) return;
    const folder = path.slice(0, path.lastIndexOf('/')) || '/';
    const code = (await this.exists(folder)) ? 'EACCES' : 'ENOENT';
    throw fsError(code, syscall, path);
  }
}
