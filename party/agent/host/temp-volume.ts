import { runLimits } from '../../../shared/limits.ts';
import { FsError } from './fs-error.ts';
import type { Volume } from './volume.ts';

interface TempFile {
  data: Uint8Array;
  mtimeMs: number;
  /** A file of the room with this content has been deleted since. */
  isInTrash: boolean;
}

/** Files in memory, bytes of any kind, up to a size: a run's `/tmp`. */
export class TempVolume implements Volume {
  readonly #files = new Map<string, TempFile>();
  readonly #now: () => number;
  #bytes = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async ready(): Promise<void> {
    // Memory is always ready.
  }

  paths(): Iterable<string> {
    return this.#files.keys();
  }

  files(): TempFile[] {
    return [...this.#files.values()];
  }

  copiesOf(data: Uint8Array): TempFile[] {
    const isSame = (other: Uint8Array): boolean => other.every((byte, at) => byte === data[at]);
    return this.files().filter((file) => file.data.length === data.length && isSame(file.data));
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  read(path: string): Uint8Array {
    return this.#file(path).data;
  }

  stat(path: string): { size: number; mtimeMs: number } {
    const { data, mtimeMs } = this.#file(path);
    return { size: data.byteLength, mtimeMs };
  }

  write(path: string, data: Uint8Array): false {
    const before = this.#files.get(path)?.data.byteLength ?? 0;
    const bytes = this.#bytes - before + data.byteLength;
    if (bytes > runLimits.maxTempBytes) {
      throw new FsError('ENOSPC', `/tmp holds at most ${runLimits.maxTempBytes / 1024 ** 2} MiB`);
    }
    if (!this.#files.has(path) && this.#files.size >= runLimits.maxTempFiles) {
      throw new FsError('ENOSPC', `/tmp holds at most ${runLimits.maxTempFiles} files`);
    }
    this.#bytes = bytes;
    this.#files.set(path, { data, mtimeMs: this.#now(), isInTrash: false });
    return false;
  }

  append(path: string, data: Uint8Array): void {
    const before = this.read(path);
    const whole = new Uint8Array(before.byteLength + data.byteLength);
    whole.set(before);
    whole.set(data, before.byteLength);
    this.write(path, whole);
  }

  remove(path: string): false {
    this.#bytes -= this.#file(path).data.byteLength;
    this.#files.delete(path);
    return false;
  }

  move(from: string, to: string): void {
    this.#files.set(to, this.#file(from));
    this.#files.delete(from);
  }

  replace(from: string, to: string): void {
    this.remove(to);
    this.move(from, to);
  }

  #file(path: string): TempFile {
    const file = this.#files.get(path);
    if (!file) throw new FsError('ENOENT');
    return file;
  }
}
