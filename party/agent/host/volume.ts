/** Storage for files. Paths are relative and normalized; `RunFileSystem` handles folders. */
export interface Volume {
  /** Resolves when the files can be read, or also written. @throws FsError */
  ready(forWriting: boolean): Promise<void>;
  paths(): Iterable<string>;
  has(path: string): boolean;
  /** The file exists. */
  read(path: string): Uint8Array;
  /** The file exists. */
  stat(path: string): { size: number; mtimeMs: number };
  /** Makes the file, or gives it this content. @returns whether only some of that could be done. @throws FsError */
  write(path: string, data: Uint8Array): boolean;
  /** The file exists. @throws FsError */
  append(path: string, data: Uint8Array): void;
  /** The file exists. @returns whether it is in the room's trash now. @throws FsError */
  remove(path: string): boolean;
  /** `from` exists, `to` does not. @throws FsError */
  move(from: string, to: string): void;
  /**
   * Gives `to` the content of `from`, and removes `from`: all of it or nothing. Both exist.
   * @throws FsError
   */
  replace(from: string, to: string): void;
}
