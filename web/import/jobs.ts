import type { TreeRow } from '../files/tree.ts';

/** Work on files that has a dialog of its own. */
export type FileJob =
  | { kind: 'move'; row: TreeRow }
  /** What was picked or dropped, to come under `folder` (empty for the top). */
  | { kind: 'import'; files: readonly File[]; entries: readonly FileSystemEntry[]; folder: string }
  | { kind: 'export' }
  | { kind: 'trash' };
