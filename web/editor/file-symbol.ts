/** A name that a file defines; `line` and `column` count from 1. */
export interface FileSymbol {
  name: string;
  /** What it is, in a word or two; empty where its language does not say. */
  kind: string;
  line: number;
  column: number;
}
