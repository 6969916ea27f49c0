/** A place that holds files. Paths are relative and in their one spelling; folders are the {@link Disk}'s affair. */
export interface Volume {
  /** Resolves when the files are there to be read, or also to be written. @throws FsError */
  ready(forWriting: boolean): Promise<void>;
  paths(): Iterable<string>;
  has(path: string): boolean;
  /** The file is there. */
  read(path: string): Uint8Array;
  /** The file is there. */
  stat(path: string): { size: number; mtimeMs: number };
  /** Makes the file, or gives it this content. @throws FsError */
  write(path: string, data: Uint8Array): void;
  /** The file is there. @throws FsError */
  append(path: string, data: Uint8Array): void;
  /** The file is there. @returns whether the room's trash has it now. @throws FsError */
  remove(path: string): boolean;
  /** The first is there, the second is not. @throws FsError */
  move(from: string, to: string): void;
  /** The second gets the content of the first, which goes: all of it or nothing. Both are there. @throws FsError */
  replace(from: string, to: string): void;
}
