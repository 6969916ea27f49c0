import type { ImportJob } from '../import/sources.ts';
import type { TreeRow } from './tree.ts';

/** Work on files that has its own dialog. */
export type FileJob =
  | { kind: 'move'; rows: readonly TreeRow[] }
  | ({ kind: 'import' } & ImportJob)
  | { kind: 'export' }
  | { kind: 'trash' };
