import type { Match, Query } from '../../shared/find-in-text.ts';

/** A file to search. */
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
  truncated: boolean;
  /** Why the search failed, as a sentence. */
  problem?: string;
}
