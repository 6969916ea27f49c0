import type { Match, Query } from '../../shared/find-in-text.ts';

/** A file as it is looked through. */
interface SearchedFile {
  id: string;
  path: string;
  text: string;
}

export interface FoundFile extends SearchedFile {
  matches: Match[];
}

export interface SearchRequest {
  query: Query;
  files: SearchedFile[];
  max: number;
}

export interface SearchAnswer {
  found: FoundFile[];
  /** There are more matches than these. */
  cut: boolean;
  /** Why nothing could be looked for. */
  problem?: string;
}
