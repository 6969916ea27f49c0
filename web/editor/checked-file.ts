/** What the page and TypeScript's worker tell each other. Names are models' URIs; offsets are UTF-16 units. */

/** A problem at a place. */
interface FoundPlace {
  start: number;
  length: number;
  /** Several lines when reasons have reasons of their own. */
  message: string;
}

export interface FoundProblem extends FoundPlace {
  /** TypeScript's categories: warning, error, suggestion, message. */
  category: 0 | 1 | 2 | 3;
  code: number;
  unnecessary: boolean;
  deprecated: boolean;
  /** Other places that belong to it. */
  related: (FoundPlace & { name: string })[];
}

/** A file's problems, and the version of its model in which they were found. */
export interface CheckedFile {
  name: string;
  version: number;
  problems: FoundProblem[];
}

/** A way to fix a problem: its title for people, and what it changes. */
export interface FoundFix {
  title: string;
  changes: { name: string; start: number; length: number; text: string }[];
}

/** The worker's calls that Monaco's own worker does not have. */
export interface TypeCalls {
  /** @returns the file's problems with hints; undefined when the worker does not know it */
  check(name: string): Promise<CheckedFile | undefined>;
  /**
   * Checks one of the files that changed since they were checked, or that depend on one that did.
   * @returns its problems without hints; undefined when none is left
   */
  checkNext(): Promise<CheckedFile | undefined>;
  /** The fixes for problems with these codes at a place. */
  fixes(name: string, start: number, end: number, codes: readonly number[]): Promise<FoundFix[]>;
}
