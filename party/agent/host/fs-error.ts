/** A failure of a run's file system, with Node's code for it. */
export class FsError extends Error {
  readonly code: string;
  /** @param detail a sentence, where the code alone would not help */
  constructor(code: string, detail = '') {
    super(detail);
    this.name = 'FsError';
    this.code = code;
  }
}
