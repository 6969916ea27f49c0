import type { ImportJob } from '../import/sources.ts';
import type { TreeRow } from './tree.ts';

/** Work on files that has a dialog of its own. */
export type FileJob =
  | { kind: 'move'; row: TreeRow }
  | ({ kind: 'import' } & ImportJob)
  | { kind: 'export' }
  | { kind: 'trash' };
